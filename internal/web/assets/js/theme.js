// Applies the look that the person chose before the page is drawn, and keeps
// what is chosen in the menu. Without a choice the machine decides.
const root = document.documentElement
root.classList.add('js') // hides what only pages without scripts need

function stored() {
  try {
    return localStorage.getItem('theme')
  } catch {
    return null
  }
}

function apply(theme) {
  if (theme) root.dataset.theme = theme
  else delete root.dataset.theme
}

function choose(theme) {
  apply(theme)
  try {
    localStorage.setItem('theme', theme)
  } catch {
    // A browser that keeps nothing shows the choice on this page only.
  }
}

root.dataset.js = 'on' // styles show what needs scripts
apply(stored())
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-set-theme]')
  if (!button) return
  choose(button.dataset.setTheme)
  button.closest('[popover]')?.hidePopover?.()
})
