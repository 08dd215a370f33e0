// The entry of a survey's tally: the answers of each question are added up while
// they are typed, and the server is asked what the tally would give. Points are
// computed there and nowhere else.
const pause = 700 // milliseconds without typing

function whole(text) {
  const digits = text.replace(/[\s.]/g, '')
  return /^\d+$/.test(digits) ? Number(digits) : 0
}

function add(row) {
  const typed = [...row.querySelectorAll('input')].filter((input) => input.value.trim())
  const sum = typed.reduce((total, input) => total + whole(input.value), 0)
  row.querySelector('[data-sum]').textContent = typed.length ? sum.toLocaleString(document.documentElement.lang) : ''
}

let waiting, latest = 0

async function ask(form) {
  const turn = ++latest
  const body = new URLSearchParams(new FormData(form))
  body.set('act', 'try')
  const answer = await fetch(form.action, { method: 'POST', body, headers: { 'X-Fragment': '1' } }).catch(() => null)
  if (!answer?.ok || turn !== latest) return
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const result = page.querySelector('[data-result]')
  if (result) form.querySelector('[data-result]').replaceChildren(...result.childNodes)
}

document.addEventListener('input', (event) => {
  const form = event.target.closest('[data-survey]')
  if (!form) return
  const row = event.target.closest('[data-question]')
  if (row) add(row)
  clearTimeout(waiting)
  waiting = setTimeout(ask, pause, form)
})
