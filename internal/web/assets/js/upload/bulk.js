// Sends many files or a folder, each with its own progress. They wait on the
// server until somebody has said what they are.
import { say } from '../say.js'
import { arrive, forget } from './arrive.js'

const atOnce = 2
const rows = [] // {file, share, state, place}

// startBulk lets the page's place for many files work, where it has one.
export function startBulk() {
  const box = document.querySelector('[data-bulk]')
  if (!box) return
  box.hidden = false
  for (const input of box.querySelectorAll('input[type="file"]')) {
    input.addEventListener('change', () => (add(box, [...input.files]), (input.value = '')))
  }
  box.addEventListener('drop', async (event) => add(box, await filesIn(event.dataTransfer)))
}

// filesIn lists what was dropped, folders with all that is in them.
async function filesIn(dropped) {
  const entries = [...dropped.items].map((one) => one.webkitGetAsEntry?.()).filter(Boolean)
  if (!entries.length) return [...dropped.files]
  return (await Promise.all(entries.map(within))).flat()
}

async function within(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))]
  const [reader, all] = [entry.createReader(), []]
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))
    if (!some.length) return (await Promise.all(all.map(within))).flat()
    all.push(...some)
  }
}

function add(box, files) {
  for (const file of files.filter((one) => !one.name.startsWith('.'))) {
    const place = box.querySelector('template').content.firstElementChild.cloneNode(true)
    place.querySelector('[data-name]').textContent = file.webkitRelativePath || file.name
    box.querySelector('[data-files]').append(place)
    const row = { file, share: 0, state: 'queued', place }
    rows.push(row)
    place.querySelector('progress').setAttribute('aria-label', file.name)
    show(box, row, ...faultOf(box, file))
  }
  work(box)
}

// faultOf says what is known to be wrong with a file before it is sent.
function faultOf(box, file) {
  const ending = /\.[^.]*$/.exec(file.name.toLowerCase())?.[0] ?? ''
  if (!box.dataset.accept.split(',').includes(ending)) return ['refused', box.dataset.type]
  if (file.size === 0) return ['refused', box.dataset.empty]
  if (file.size > Number(box.dataset.limit)) return ['refused', box.dataset.tooLarge]
  return ['queued', box.dataset.queued]
}

function show(box, row, state, text) {
  Object.assign(row, { state })
  row.place.dataset.state = state
  row.place.querySelector('[data-text]').textContent = text
  row.place.querySelector('progress').value = row.share
  sum(box)
}

// sum shows all files together.
function sum(box) {
  const sent = rows.filter((row) => row.state !== 'refused')
  const size = sent.reduce((all, row) => all + row.file.size, 0)
  const share = size ? Math.floor(sent.reduce((all, row) => all + row.file.size * row.share, 0) / size) : 0
  const arrived = rows.filter((row) => row.state === 'arrived').length
  const text = box.dataset.sum.replace('{arrived}', arrived).replace('{all}', sent.length).replace('{refused}', rows.length - sent.length)
  box.querySelector('[data-all]').hidden = rows.length === 0
  box.querySelector('[data-all] progress').value = share
  box.querySelector('[data-sum]').textContent = text
  box.querySelector('[data-next]').hidden = arrived === 0
  return text
}

async function work(box) {
  const busy = rows.filter((row) => row.state === 'sending').length
  for (const row of rows.filter((one) => one.state === 'queued').slice(0, atOnce - busy)) send(box, row)
  if (rows.every((row) => ['arrived', 'refused'].includes(row.state))) finish(box)
}

async function send(box, row) {
  row.state = 'sending'
  const tell = (state, share) => ((row.share = share), show(box, row, 'sending', box.dataset[state].replace('{share}', share)))
  try {
    await arrive(row.file, box.dataset.uploads, tell)
    forget(row.file, box.dataset.uploads)
    row.share = 100
    show(box, row, 'arrived', box.dataset.arrived)
  } catch (refused) {
    show(box, row, 'refused', refused.message || box.dataset.unreadable)
  }
  work(box)
}

// finish leads on where nothing was refused; else the faults are to be read first.
function finish(box) {
  say(sum(box))
  if (rows.some((row) => row.state === 'refused')) return
  location.assign(box.querySelector('[data-next]').href)
}
