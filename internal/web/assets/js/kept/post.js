// Sends a form by script, so that the page stays when the line or the session
// does not.
const patience = 30_000 // milliseconds

function bodyOf(form, submitter) {
  const data = new FormData(form)
  if (submitter?.name) data.append(submitter.name, submitter.value)
  return form.enctype === 'multipart/form-data' ? data : new URLSearchParams(data)
}

// post says what became of a form: {done: where to go}, {ended} when nobody is
// signed in, {page, status} when there is something to read, {} when nobody knows.
export async function post(form, submitter, person) {
  const headers = { 'X-Keep': '1', 'X-Person': person }
  try {
    const action = submitter?.getAttribute('formaction') ?? form.action
    const reply = await fetch(action, { method: 'POST', body: bodyOf(form, submitter), headers, signal: AbortSignal.timeout(patience) })
    if (reply.status === 204) return { done: reply.headers.get('X-Location') ?? location.href }
    if (reply.status === 401) return { ended: true }
    if ([502, 503, 504].includes(reply.status)) return {}
    return { page: new DOMParser().parseFromString(await reply.text(), 'text/html'), status: reply.status }
  } catch {
    return {}
  }
}

// show puts the content of another page in the place of this one's.
export function show(page) {
  for (const dialog of document.querySelectorAll('body > dialog:not(.again)')) dialog.remove()
  document.querySelector('main').replaceWith(page.querySelector('main'))
  document.title = page.title
  scrollTo(0, 0)
  document.dispatchEvent(new CustomEvent('htmx:after:swap'))
}

export function go(address) {
  const to = new URL(address, location)
  const stays = to.pathname === location.pathname && to.search === location.search
  location.assign(to)
  if (stays) location.reload()
}
