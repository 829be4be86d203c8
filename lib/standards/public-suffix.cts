import type * as Tldts from 'tldts'

// A label that is in no rule of the list. It is put before the domain, because libraries disagree on the suffix of a domain such as
// kawasaki.jp itself, but agree on the suffix of a name below it.
const ANY_LABEL = 'any-label-of-anybody'

/**
 * Whether anybody can register a name directly below a domain. The Public Suffix List, with its private part, decides.
 * Examples are `co.uk`, `github.io` and `kawasaki.jp`: names below `kawasaki.jp` are public suffixes. A top-level domain that
 * is not in the list counts as a public suffix. A domain below such a top-level domain does not, as private networks use them.
 *
 * The first call loads the list. This module is CommonJS, because `require` can load it synchronously in both builds.
 */
function isPublicSuffix (domain: string): boolean {
  const { getPublicSuffix } = require('tldts') as typeof Tldts
  const suffix = getPublicSuffix(`${ANY_LABEL}.${domain}`, { allowPrivateDomains: true, extractHostname: false, validateHostname: false })
  return suffix !== null && suffix.length >= domain.length
}

export = isPublicSuffix
