// Says a sentence to those who listen to the page instead of looking at it.
export function say(text) {
  const region = document.getElementById('live')
  if (region) region.textContent = text
}
