import type { Policy } from '../options/policy.js'
import { listMethods, type Resource } from '../routes/resource.js'

/**
 * Access-Control-Allow-Methods for an origin that a policy allows: the methods of a resource whose own policies give it the
 * same answer. Browsers keep a preflight's answer for each method that it lists (Fetch, 4.9), not only for the one asked for.
 */
export function allowMethods (policy: Policy, { endpoints, allow }: Resource, origin: string | undefined): string {
  const alike = endpoints.filter(({ policy: other }) => other === undefined || (other !== null && answersAlike(policy, other, origin)))
  return alike.length === endpoints.length ? allow : listMethods(alike)
}

function answersAlike (policy: Policy, other: Policy, origin: string | undefined): boolean {
  return other === policy || (
    other.judge(origin).allowOrigin !== undefined && other.ask === policy.ask &&
    other.credentials === policy.credentials && other.allowHeaders === policy.allowHeaders
  )
}
