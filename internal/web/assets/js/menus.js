// Menus are popovers of the browser. A browser that has none (Chrome before
// 114) gets the same with a class, see lists.css.
const native = 'popover' in HTMLElement.prototype

export function toggle(popover) {
  if (!popover) return
  if (native) popover.togglePopover()
  else popover.classList.toggle('open')
}

function closeOthers(kept) {
  for (const open of document.querySelectorAll('[popover].open')) {
    if (open !== kept && !open.contains(kept)) open.classList.remove('open')
  }
}

export function startMenus() {
  if (native) return
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[popovertarget]')
    const target = button && document.getElementById(button.getAttribute('popovertarget'))
    closeOthers(target ?? event.target.closest('[popover]'))
    toggle(target)
  })
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeOthers(null)
  })
}
