// What a page asks again and again is not asked while nobody looks at it.
export function startPolite() {
  document.addEventListener('htmx:before:request', (event) => {
    const source = event.detail?.ctx?.sourceElement
    if (document.hidden && source?.getAttribute('hx-trigger')?.startsWith('every')) event.preventDefault()
  })
}
