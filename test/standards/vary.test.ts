import t from 'tap'
import { mergeVary, varyBy } from '../../lib/standards/vary.js'

t.test('V4: Origin is added to an existing Vary, once', async (t) => {
  const cases: Array<[current: string | string[] | undefined, expected: string]> = [
    [undefined, 'Origin'],
    ['', 'Origin'],
    ['Origin', 'Origin'],
    ['origin', 'origin'],
    ['Accept', 'Accept, Origin'],
    ['Accept,ORIGIN , Accept-Encoding', 'Accept,ORIGIN , Accept-Encoding'],
    ['X-Origin, Origin-X', 'X-Origin, Origin-X, Origin'],
    [['Accept', 'Accept-Encoding'], 'Accept,Accept-Encoding, Origin'],
    ['*', '*'],
    ['Accept, *', 'Accept, *']
  ]
  for (const [current, expected] of cases) {
    t.equal(varyBy('Origin', current), expected, JSON.stringify(current))
    t.equal(varyBy('Origin', expected), expected, 'and does not change when merged again')
  }
})

t.test('V4: two values of Vary are merged, each name once', async (t) => {
  const cases: Array<[current: string | string[] | undefined, other: string | string[] | undefined, expected: string]> = [
    [undefined, undefined, ''],
    [undefined, 'Accept', 'Accept'],
    ['Origin', ['Accept', 'Accept-Language'], 'Origin, Accept, Accept-Language'],
    ['Accept, Origin', 'accept,ORIGIN', 'Accept, Origin'],
    ['Accept', ' , Cookie,, cookie', 'Accept, Cookie'],
    ['Origin', 'Accept, *', '*'],
    ['*', 'Accept', '*']
  ]
  for (const [current, other, expected] of cases) t.equal(mergeVary(current, other), expected, JSON.stringify([current, other]))
})
