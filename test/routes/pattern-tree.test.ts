import t from 'tap'
import { PatternTree } from '../../lib/routes/pattern-tree.js'

t.test('O3: the tree takes patterns whose segments are names or parameters', async (t) => {
  const simple = [
    '/', '//', '/jobs', '/jobs/', '/jobs/:jobId', '/jobs/:job_id/results', '/:a/:$b/:c1', '/a-b/c.d/e(f)', '/files/*', '/*',
    '/:user/*', '/\xe9t\xe9', '/a b', '/a;b'
  ]
  const others = [
    '*', 'jobs', '/jobs/:id(\\d+)', '/:from-:to', '/:name.json', '/:name-', '/job-:id', '/:id?', '/:', '/:a:b', '/a::b', '/::',
    '/50%', '/%41', '/files*', '/*/a', '/:id*', '/**', '/:\xe9'
  ]
  for (const pattern of simple) t.equal(PatternTree.accepts(pattern), true, pattern)
  for (const pattern of others) t.equal(PatternTree.accepts(pattern), false, pattern)
})

function treeOf (patterns: string[], maxParamLength = 100): PatternTree<string> {
  const tree = new PatternTree<string>(maxParamLength)
  for (const pattern of patterns) tree.update(pattern, () => pattern)
  return tree
}

t.test('O3: all patterns that match a path are found, those that the router tries first in front', async (t) => {
  const tree = treeOf([
    '/*', '/:first', '/:first/*', '/:first/:second', '/:first/results', '/jobs', '/jobs/*', '/jobs/:id', '/jobs/search',
    '/jobs/:id/logs', '/jobs/', '/'
  ])
  const cases: Array<[path: string, expected: string[]]> = [
    ['/jobs/search', ['/jobs/search', '/jobs/:id', '/jobs/*', '/:first/:second', '/:first/*', '/*']],
    ['/jobs/results', ['/jobs/:id', '/jobs/*', '/:first/results', '/:first/:second', '/:first/*', '/*']],
    ['/jobs/1/logs', ['/jobs/:id/logs', '/jobs/*', '/:first/*', '/*']],
    ['/jobs/1/logs/', ['/jobs/*', '/:first/*', '/*']],
    ['/files/results', ['/:first/results', '/:first/:second', '/:first/*', '/*']],
    ['/files/a/b', ['/:first/*', '/*']],
    ['/jobs', ['/jobs', '/:first', '/*']],
    ['/jobs/', ['/jobs/', '/jobs/:id', '/jobs/*', '/:first/:second', '/:first/*', '/*']],
    ['/job', ['/:first', '/*']],
    ['/', ['/', '/:first', '/*']],
    ['//', ['/:first/:second', '/:first/*', '/*']]
  ]
  for (const [path, expected] of cases) t.strictSame(tree.match(path), expected, path)
})

t.test('O3: equal branches become one, others do not', async (t) => {
  const tree = new PatternTree<string>(100)
  const patterns = {
    one: ['/a', '/b', '/d/*', '/f/:x', '/h/:x', '/i/:x/*', '/j/:x/:y', '/k/:x/y', '/l/:x/z', '/m/:x', '/n', '/n/*'],
    two: ['/c', '/e/*', '/g/:x', '/m/:x/*']
  }
  for (const [value, ofValue] of Object.entries(patterns)) for (const pattern of ofValue) tree.update(pattern, () => value)
  const paths = ['', '/x', '/x/x', '/x/y', '/x/z', '/x/x/x'].flatMap((end) => 'abcdefghijklmn'.split('').map((start) => `/${start}${end}`))
  const before = paths.map((path) => tree.match(path))
  tree.compact()
  t.strictSame(paths.map((path) => tree.match(path)), before)
})

t.test('O3: what does not match is not found', async (t) => {
  const tree = treeOf(['/jobs/:id', '/files/*', '/constructor'])
  for (const path of ['/', '/jobs', '/files', '/jobs/1/2', '/Jobs/1', '/jobsx/1', '/file/1', '/toString', '/__proto__']) {
    t.strictSame(tree.match(path), [], path)
  }
  t.strictSame(treeOf([]).match('/'), [], 'an empty tree')
})

t.test('O3: patterns that differ in the names of parameters only have one value', async (t) => {
  const tree = treeOf(['/jobs/:id', '/files/*', '/jobs'])
  const present = (pattern: string) => {
    let found: string | undefined
    tree.update(pattern, (value) => {
      found = value
      return value ?? pattern
    })
    return found
  }
  t.equal(present('/jobs/:job_id'), '/jobs/:id', 'a parameter')
  t.equal(present('/files/*'), '/files/*', 'a wildcard')
  t.equal(present('/jobs'), '/jobs', 'a name')
  t.equal(present('/jobs/'), undefined, 'not a closing slash')
})

t.test('O3: a parameter is not longer than the router takes, measured decoded', async (t) => {
  const tree = treeOf(['/:a', '/:a/b', '/*'], 3)
  const cases: Array<[description: string, path: string, fits: boolean]> = [
    ['empty', '/', true],
    ['as long', '/123', true],
    ['longer', '/1234', false],
    ['as long, in front', '/123/b', true],
    ['longer, in front', '/1234/b', false],
    ['encoded characters', '/%2F%2F%2F', true],
    ['an encoded character too many', '/%2F%2F%2F%2F', false],
    ['an encoded character and others', '/1%2F2', true],
    ['an encoded character and others too many', '/12%2F3', false],
    ['encoded percent signs', '/%25%25%25', true],
    ['characters of two code units', '/\u{1f6f0}\u{1f6f0}', false]
  ]
  for (const [description, path, fits] of cases) {
    const parameter = path.endsWith('/b') ? '/:a/b' : '/:a'
    t.strictSame(tree.match(path), fits ? [parameter, '/*'] : ['/*'], description)
  }
  t.strictSame(treeOf(['/:a/:b'], 3).match('/1234/%2F%2F'), [], 'encoded characters further behind do not count')
})
