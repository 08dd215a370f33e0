// Counts down to a deadline by the server's clock. An element carries
// data-deadline and data-now in microseconds; its text is what remains.
const minute = 60_000
const language = document.documentElement.lang || 'vi'

function amount(n, unit) {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(n)
}

export function left(milliseconds) {
  const minutes = Math.floor(milliseconds / minute)
  const parts = [
    [Math.floor(minutes / 1440), 'day'],
    [Math.floor(minutes / 60) % 24, 'hour'],
    [minutes % 60, 'minute'],
  ]
  const first = parts.findIndex(([n]) => n > 0)
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, unit]) => amount(n, unit))
    .join(' ')
}

const day = 1440 * minute

function show(element, skew) {
  const remaining = Number(element.dataset.deadline) / 1000 - Date.now() - skew
  const clock = element.closest('[data-clock]')
  clock?.classList.toggle('over', remaining <= 0)
  clock?.classList.toggle('soon', remaining > 0 && remaining < day)
  if (remaining <= 0) element.textContent = element.dataset.over
  else if (remaining < minute) element.textContent = element.dataset.moment
  else element.textContent = left(remaining)
}

export function startCountdown() {
  for (const element of document.querySelectorAll('[data-deadline]')) {
    const skew = Number(element.dataset.now) / 1000 - Date.now()
    setInterval(() => show(element, skew), minute / 6)
  }
}
