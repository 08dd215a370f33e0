// A form that is on its way is not sent a second time; a choice of files says
// which were chosen.
function sayFiles(input) {
  const names = input.parentElement.querySelector('[data-file-names]')
  if (names) names.textContent = [...input.files].map((file) => file.name).join(', ') || names.dataset.none
}

export function startForms() {
  document.addEventListener('change', (event) => {
    if (event.target.type === 'file') sayFiles(event.target)
  })
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (form.method !== 'post' || event.defaultPrevented) return
    if (form.dataset.sent) return event.preventDefault()
    form.dataset.sent = 'yes'
    form.setAttribute('aria-busy', 'true')
  })
  // A page taken out of the history may be sent again.
  addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) {
      delete form.dataset.sent
      form.removeAttribute('aria-busy')
    }
  })
}
