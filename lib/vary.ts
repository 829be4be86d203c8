/** What `reply.getHeader('vary')` can hold. */
type FieldValue = string | number | string[] | undefined

/**
 * A Vary value that has `Origin` as a member, once, beside what is there already.
 * `Vary: *` says more than any list and is left alone (RFC 9110, 12.5.5).
 * Without it a shared cache would give one origin the answer meant for another
 * (Fetch, 3.3.8 "CORS protocol and HTTP caches").
 */
export function varyByOrigin (current: FieldValue): string {
  if (current === undefined || current === '') return 'Origin'
  const value = String(current)
  if (value === 'Origin') return value
  for (const member of value.split(',')) {
    const name = member.trim().toLowerCase()
    if (name === '*' || name === 'origin') return value
  }
  return `${value}, Origin`
}
