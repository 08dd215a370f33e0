// A final act asks once. Without this file the question is a part of the page
// that unfolds; with it the same question stands in a dialog.
function dialogFor(details) {
  const dialog = document.createElement('dialog')
  const body = details.querySelector('.confirm-body')
  const title = body.querySelector('h2')
  if (title?.id) dialog.setAttribute('aria-labelledby', title.id)
  dialog.append(body)
  document.body.append(dialog) // out of the reach of the margins of its place
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog || event.target.closest('[data-close]')) dialog.close()
  })
  return dialog
}

const dialogs = new WeakMap()

function ask(details) {
  if (!dialogs.has(details)) dialogs.set(details, dialogFor(details))
  dialogs.get(details).showModal()
}

export function startConfirm() {
  document.addEventListener('click', (event) => {
    const summary = event.target.closest('details[data-confirm] > summary')
    if (!summary) return
    event.preventDefault()
    ask(summary.parentElement)
  })
  askOpen()
  document.addEventListener('htmx:after:swap', askOpen)
}

function askOpen() {
  for (const open of document.querySelectorAll('details[data-confirm][open]')) {
    open.open = false
    ask(open)
  }
}
