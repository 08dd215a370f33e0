// Builds everything that a page loads into internal/web/asset/dist: one file
// for each entry below, named after its content, and manifest.json, which says
// under which name each entry is served.
//
//   npm ci --ignore-scripts && node internal/web/assets/build.mjs
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import esbuild from 'esbuild'

const here = path.dirname(fileURLToPath(import.meta.url))
const dist = path.join(here, '../asset/dist')

// Styles and modules; add an entry to add a file that pages can load.
const entries = {
  app: 'css/app.css',
  main: 'js/main.js',
  upload: 'js/upload.js',
  viewer: 'js/viewer.js',
  sheet: 'js/sheet.js',
  appraise: 'js/appraise.js',
  across: 'js/across.js',
  survey: 'js/survey.js',
  favicon: 'img/favicon.svg',
  pdf: 'pdfjs-dist/legacy/build/pdf.mjs',
  'pdf.worker': 'pdfjs-dist/legacy/build/pdf.worker.mjs',
}

// Plain scripts, loaded before the page is drawn.
const blocking = { theme: 'js/theme.js' }

const shared = {
  absWorkingDir: here,
  outdir: dist,
  bundle: true,
  minify: true,
  metafile: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  target: ['chrome105', 'firefox115', 'safari16'],
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  publicPath: '/assets/',
}

async function empty() {
  await mkdir(dist, { recursive: true })
  for (const name of await readdir(dist)) {
    if (name !== '.gitkeep') await rm(path.join(dist, name), { recursive: true })
  }
}

// Says for each entry of a build under which file name it lies in dist.
function names(entryPoints, { metafile }) {
  const found = {}
  for (const [out, { entryPoint }] of Object.entries(metafile.outputs)) {
    const entry = Object.entries(entryPoints).find(([, source]) => entryPoint?.endsWith(source))
    if (entry) found[entry[0] + path.extname(out)] = path.basename(out)
  }
  return found
}

async function build(entryPoints, options) {
  return names(entryPoints, await esbuild.build({ ...shared, entryPoints, ...options }))
}

// Puts a compressed copy beside each text, for those who sit on a slow line.
async function compress() {
  for (const name of await readdir(dist)) {
    if (!/\.(css|js|svg)$/.test(name)) continue
    await writeFile(path.join(dist, name + '.gz'), gzipSync(await readFile(path.join(dist, name)), { level: 9 }))
  }
}

await empty()
const loader = { '.woff2': 'file', '.svg': 'copy' }
const manifest = {
  ...(await build(entries, { format: 'esm', loader, external: ['canvas', '@napi-rs/canvas'] })),
  ...(await build(blocking, { format: 'iife' })),
}
await compress()
await writeFile(path.join(dist, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n')
