/** The value of a header field. */
type FieldValue = number | string | string[] | undefined

/** All replies depend on this request header. `Vary` keeps shared caches from giving one origin the reply for another (Fetch, 3.3.8). */
export const ORIGIN = 'Origin'
/** Replies to OPTIONS depend on this request header too. */
export const REQUEST_METHOD = 'Access-Control-Request-Method'

/** Adds members to a value of Vary. Each member is in the result once. */
export function varyBy (members: string, current: FieldValue): string {
  return current === undefined || current === members ? members : mergeVary(current, members)
}

/** Merges two values of Vary. Each member is in the result once. `*` covers all members, so it stays alone (RFC 9110, 12.5.5). */
export function mergeVary (current: FieldValue, other: FieldValue): string {
  let value = String(current ?? '')
  const members = new Set(membersOf(value.toLowerCase()))
  for (const member of membersOf(String(other ?? ''))) {
    if (member === '*') return member
    if (members.has('*') || members.has(member.toLowerCase())) continue
    members.add(member.toLowerCase())
    value = value === '' ? member : `${value}, ${member}`
  }
  return value
}

function membersOf (value: string): string[] {
  return value.split(',').map((member) => member.trim()).filter((member) => member !== '')
}
