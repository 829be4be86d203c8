import neostandard from 'neostandard'

export default [
  ...neostandard({ ts: true, ignores: ['dist', '.tap', 'coverage', 'docs'] }),
  {
    // Cases that are others each time fail by chance, and for somebody who has nothing to do with it.
    files: ['test/**/*.ts'],
    ignores: ['test/random.ts'],
    rules: {
      'no-restricted-properties': ['error', ...['assert', 'check', 'sample'].map((property) => (
        { object: 'fc', property, message: 'holds() of test/random.ts generates the same cases each time.' }
      ))]
    }
  }
]
