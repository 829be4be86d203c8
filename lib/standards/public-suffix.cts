import type * as Tldts from 'tldts'

// A label that no rule of the list names. Libraries differ on the suffix of kawasaki.jp itself, but not of a name below it.
const ANY_LABEL = 'any-label-of-anybody'

/**
 * Whether anybody can get a name directly below a domain, by the Public Suffix List with its private part: `co.uk` and
 * `github.io` are such domains, and `kawasaki.jp`, whose names are public suffixes themselves. A top-level domain that the
 * list does not know is one as well, a domain below it is not: the names in private networks.
 *
 * The list is loaded by the first call. Only a CommonJS module can load it then and there in both builds.
 */
function isPublicSuffix (domain: string): boolean {
  const { getPublicSuffix } = require('tldts') as typeof Tldts
  const suffix = getPublicSuffix(`${ANY_LABEL}.${domain}`, { allowPrivateDomains: true, extractHostname: false, validateHostname: false })
  return suffix !== null && suffix.length >= domain.length
}

export = isPublicSuffix
