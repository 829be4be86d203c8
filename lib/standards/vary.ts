import type { FieldValue } from '../reply/reply-fields.js'

/**
 * A Vary value that has `Origin` as a member, once, beside what is there already.
 * Without it a shared cache would give one origin the answer meant for another
 * (Fetch, 3.3.8 "CORS protocol and HTTP caches").
 */
export function varyByOrigin (current: FieldValue): string {
  return current === undefined || current === 'Origin' ? 'Origin' : mergeVary(current, 'Origin')
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
