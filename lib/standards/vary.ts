/** What a header field can hold. */
type FieldValue = number | string | string[] | undefined

/** What replies depend on, so that a shared cache does not give one request the answer that is meant for another (Fetch, 3.3.8). */
export const ORIGIN = 'Origin'
/** The same for replies to OPTIONS, which are about a method. */
export const REQUEST_METHOD = 'Access-Control-Request-Method'

/** A Vary value that has further members, each once, beside what is there already. */
export function varyBy (members: string, current: FieldValue): string {
  return current === undefined || current === members ? members : mergeVary(current, members)
}

/** The members of two Vary values, each once. `*` says more than any list and is left alone (RFC 9110, 12.5.5). */
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
