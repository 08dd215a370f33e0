// A list that is on the page anyway can be narrowed by words, with or without
// marks; and a page can be sent to the printer. Without this file the reader
// searches and prints with the browser's own means.
const marks = /\p{Mn}/gu
const fold = (text) => text.normalize('NFD').replace(marks, '').replace(/[đĐ]/g, 'd').toLowerCase()

function narrow(list, words) {
  for (const item of list.querySelectorAll('[data-filter]')) {
    item.hidden = !fold(item.dataset.filter).includes(words)
  }
}

export function startFilter() {
  for (const box of document.querySelectorAll('[data-filter-of]')) {
    const list = document.querySelector(box.dataset.filterOf)
    const input = box.querySelector('input')
    if (!list || !input) continue
    box.hidden = false
    input.addEventListener('input', () => narrow(list, fold(input.value.trim())))
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') event.preventDefault()
    })
  }
  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false
    button.addEventListener('click', () => print())
  }
}
