import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOLDERS = ['', 'benchmark', 'examples', '.github']
const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

const documents = FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: folder !== '', encoding: 'utf8' })
  .filter((name) => /\.(?:md|yml|html|js)$/.test(name)).map((name) => join(folder, name)))

t.test('Use: each command that is printed anywhere is there', async (t) => {
  let count = 0
  for (const document of documents) {
    const text = readFileSync(join(ROOT, document), 'utf8')
    for (const [command, script] of text.matchAll(/\bnpm run ([\w:]+)/g)) {
      count++
      t.hasOwnProp(scripts, script!, `${document}: ${command}`)
    }
    for (const [command, file] of text.matchAll(/(?:^|[`>#&] ?|run: )(?:node|npx tap) ([\w./-]+\.[jt]s)\b/gm)) {
      count++
      t.ok(existsSync(join(ROOT, file!)), `${document}: ${command}`)
    }
  }
  t.ok(count > 20, `${count} commands`)
})

t.test('Use: each relative link in a document leads to a file, and to a heading that it has', async (t) => {
  const anchors = (text: string) => Array.from(text.matchAll(/^#+ (.+)$/gm), ([, title = '']) =>
    title.toLowerCase().replaceAll(/[^\w\- ]/g, '').replaceAll(' ', '-'))
  for (const document of documents.filter((name) => name.endsWith('.md'))) {
    const text = readFileSync(join(ROOT, document), 'utf8')
    for (const [link, path = '', anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
      const target = path === '' ? document : join(document, '..', path)
      t.ok(existsSync(join(ROOT, target)), `${document}: ${link}`)
      if (anchor !== undefined) t.ok(anchors(readFileSync(join(ROOT, target), 'utf8')).includes(anchor), `${document}: ${link}`)
    }
  }
})
