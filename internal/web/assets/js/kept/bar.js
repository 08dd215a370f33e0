// What a form says of its text: that it waits, was filled in again, was refused.
const texts = () => document.getElementById('keep-texts')

export function words(name, fill = {}) {
  let sentence = texts()?.dataset[name] ?? ''
  for (const [key, value] of Object.entries(fill)) sentence = sentence.replace(`[${key}]`, value)
  return sentence
}

export function when(at) {
  return new Intl.DateTimeFormat('vi', { hour: '2-digit', minute: '2-digit', day: '2-digit', month: '2-digit' }).format(new Date(at))
}

// note makes a note of a sentence and what can be done: [label, act].
export function note(kind, sentence, ...acts) {
  const place = document.createElement('div')
  place.className = `note keep ${kind}`
  const icon = texts()?.content.querySelectorAll('.i')[kind === 'bad' ? 1 : 0]?.cloneNode(true)
  const body = document.createElement('div')
  const text = document.createElement('p')
  text.textContent = sentence
  body.append(text)
  if (acts.length) body.append(row(acts))
  place.append(...[icon, body].filter(Boolean))
  return place
}

function row(acts) {
  const line = document.createElement('p')
  line.className = 'row'
  for (const [label, act] of acts) {
    const button = document.createElement('button')
    Object.assign(button, { type: 'button', className: 'btn', textContent: label })
    button.addEventListener('click', act)
    line.append(button)
  }
  return line
}

// tell puts the one note about what happens to a form above its fields.
export function tell(form, kind, sentence, ...acts) {
  hush(form)
  const place = note(kind, sentence, ...acts)
  place.dataset.told = ''
  place.setAttribute('role', kind === 'bad' ? 'alert' : 'status')
  form.prepend(place)
  place.scrollIntoView?.({ block: 'nearest' })
}

export function hush(form) {
  form.querySelector('[data-told]')?.remove()
}
