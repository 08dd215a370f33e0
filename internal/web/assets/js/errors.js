// A refused form shows first what is wrong.
function focusSummary(root) {
  root.querySelector?.('[data-error-summary]')?.focus()
}

export function startErrors() {
  focusSummary(document)
  document.addEventListener('htmx:after:swap', (event) => focusSummary(event.target))
}
