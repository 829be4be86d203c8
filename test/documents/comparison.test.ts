import { readFile } from 'node:fs/promises'
import t from 'tap'
import { compare } from '../../examples/comparison/index.js'

/** The cells of a table in Markdown, by row. */
function cellsOf (table: string): string[][] {
  return table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
}

// flask-cors is not of this world: its column is compared where Flask is installed.
const ON_FASTIFY = 3

t.test('R1, V1: the published table of other ways is what they answer', async (t) => {
  const document = await readFile(new URL('../../examples/comparison/README.md', import.meta.url), 'utf8')
  const [published] = /^\| what is asked \|[^]*?(?=\n\n)/m.exec(document) ?? []
  if (published === undefined) throw new Error('There is no table of other ways')
  const expected = cellsOf(published).map((cells) => cells.slice(0, 2 + ON_FASTIFY))
  const [names = []] = expected
  t.strictSame(cellsOf(await compare(names.slice(2))).map((cells) => cells.slice(0, 2 + ON_FASTIFY)), expected)
})
