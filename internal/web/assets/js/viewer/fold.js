// Folding makes texts comparable: no marks, no capitals, đ as d, and white
// space as one space or, for a passage that runs over lines, as none.

const strip = (letter) => letter.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/đ/g, 'd')

// fold returns the folded text and, for each of its units, where in the
// original it came from.
export function fold(text, spaces = ' ') {
  let out = ''
  const from = []
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]
    const plain = /\s/.test(letter) ? (out === '' || out.endsWith(' ') ? '' : spaces) : strip(letter)
    for (let n = 0; n < plain.length; n++) from.push(i)
    out += plain
  }
  return { text: out, from }
}

// count counts what is found of a folded needle in a folded text.
export function count(text, needle) {
  let found = 0
  for (let at = text.indexOf(needle); needle && at >= 0; at = text.indexOf(needle, at + needle.length)) found++
  return found
}

// ranges finds the needle in the original text: pairs of beginning and end.
export function ranges(text, needle, spaces = ' ') {
  const hay = fold(text, spaces)
  const what = fold(needle, spaces).text.trim()
  const found = []
  for (let at = hay.text.indexOf(what); what && at >= 0; at = hay.text.indexOf(what, at + what.length)) {
    found.push([hay.from[at], hay.from[at + what.length - 1] + 1])
  }
  return found
}
