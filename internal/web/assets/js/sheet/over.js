// Says beneath a leaf, while it is typed, that its fraction is above 100 %, where
// its rule knows nothing above that.
import { text } from './cells.js'

const whole = (words) => Number(words.replace(/[\s.,]/g, '') || NaN) // 118.555 is a count
const percent = (words) => Number(words.replace(/[\s%]/g, '').replace(',', '.') || NaN)

function isOver(pair) {
  const [a, b] = [...pair.querySelectorAll('input')].map((field) => field.value)
  return a.trim().endsWith('%') ? percent(a) > 100 : whole(b) > 0 && whole(a) > whole(b)
}

export function warn(form) {
  const rule = document.getElementById(`rule-${form.dataset.cell}`)
  const pairs = [...form.querySelectorAll('.frac[data-whole]')]
  if (!rule || !pairs.length) return
  const had = rule.querySelector('[data-over]')
  const over = pairs.some(isOver)
  if (!over) return had?.remove()
  if (had) return
  const mark = document.createElement('span')
  mark.className = 'st ask'
  mark.dataset.over = ''
  mark.textContent = text('over')
  rule.prepend(mark)
}
