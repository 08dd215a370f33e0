// Sends a file in parts. Whatever happens to the line, the server or the
// session, it goes on where it was cut off, and also after the page was left:
//
//   file:PERSON:WHAT THE FILE IS → {url, at}
import { Upload } from 'tus-js-client'
import { person } from '../kept/drafts.js'
import { store } from '../kept/pages.js'
import { signInAgain } from '../kept/session.js'

const partSize = 4 << 20
const second = 1000
const longest = 30 * second
const kept = 7 * 24 * 3600 * second // as long as the server keeps it
const passing = (status) => [0, 409, 423, 429].includes(status) || status >= 500
const gone = (status) => [403, 404, 410].includes(status)

const nameOf = (file, uploads) => `file:${person}:${uploads}:${file.size}:${file.lastModified}:${file.webkitRelativePath || file.name}`

// forget removes what this browser knows of a file that has become a document.
export function forget(file, uploads) {
  store.drop(nameOf(file, uploads))
}

for (const key of store.keys().filter((one) => one.startsWith(`file:${person}:`))) {
  if (!(read(key)?.at > Date.now() - kept)) store.drop(key)
}

function read(key) {
  try {
    return JSON.parse(store.get(key))
  } catch {
    return null
  }
}

// arrive sends a file and says by tell(state, share) how it goes on: sending,
// waiting for the line, or ended with the session. It gives the id under which
// the file lies on the server, and fails with the words of a refusal.
export function arrive(file, uploads, tell) {
  const key = nameOf(file, uploads)
  let known = read(key)?.url
  let [pause, share, again] = [second, 0, null]
  return new Promise((resolve, reject) => {
    function begin() {
      rest()
      const upload = new Upload(file, {
        ...(known ? { uploadUrl: known } : { endpoint: new URL(uploads, location).href }),
        chunkSize: partSize, retryDelays: null, storeFingerprintForResuming: false,
        headers: { 'X-Person': person }, metadata: { filename: file.name },
        onUploadUrlAvailable: () => remember(upload.url),
        onProgress: (sent, total) => tell('sending', (share = Math.floor((sent / total) * 100))),
        onChunkComplete: () => (pause = second),
        onSuccess: () => resolve(upload.url.split('/').pop()),
        onError: failed,
      })
      upload.start()
    }
    function remember(url) {
      known = url
      store.set(key, JSON.stringify({ url, at: Date.now() }))
    }
    function failed(error) {
      const status = error.originalResponse?.getStatus() ?? 0
      if (status === 401) return ended()
      if (known && gone(status)) return (known = null), store.drop(key), begin()
      if (error.originalRequest && passing(status)) return wait()
      reject(new Error(error.originalResponse?.getBody()?.trim() ?? ''))
    }
    function wait() {
      tell('waiting', share)
      again = setTimeout(begin, pause)
      pause = Math.min(pause * 2, longest)
      addEventListener('online', begin)
    }
    function ended() {
      tell('ended', share)
      document.addEventListener('signed-in', begin)
      signInAgain()
    }
    function rest() {
      clearTimeout(again)
      removeEventListener('online', begin)
      document.removeEventListener('signed-in', begin)
    }
    begin()
  })
}
