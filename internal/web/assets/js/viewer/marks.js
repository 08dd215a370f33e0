// Marks words of a page. A page's words are pieces: elements that hold one
// text each, with whether a line ends behind them.
import { ranges } from './fold.js'

const whole = (pieces) => pieces.map((p) => p.text + (p.ends ? '\n' : '')).join('')

// markWithin puts marks into one piece; parts are its ranges, in order.
function markWithin(piece, parts, made) {
  const rest = []
  let at = 0
  for (const { from, to, match } of parts) {
    const mark = document.createElement('mark')
    mark.textContent = piece.text.slice(from, to)
    rest.push(piece.text.slice(at, from), mark)
    made[match].push(mark)
    at = to
  }
  piece.element.replaceChildren(...rest, piece.text.slice(at))
}

// mark marks what is found on a page and returns for each finding its marks:
// one that runs over several pieces has several.
export function mark(pieces, needle, kind, spaces) {
  const found = ranges(whole(pieces), needle, spaces)
  const made = found.map(() => [])
  let begins = 0
  for (const piece of pieces) {
    const ends = begins + piece.text.length
    const parts = []
    found.forEach(([from, to], match) => {
      if (from < ends && to > begins) parts.push({ from: Math.max(from, begins) - begins, to: Math.min(to, ends) - begins, match })
    })
    if (parts.length > 0) markWithin(piece, parts, made)
    begins = ends + (piece.ends ? 1 : 0)
  }
  for (const marks of made) for (const one of marks) one.className = kind
  return made
}
