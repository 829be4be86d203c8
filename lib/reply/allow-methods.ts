import type { Policy } from '../options/policy.js'
import { listMethods, type Resource } from '../routes/resource.js'

/**
 * Access-Control-Allow-Methods for an origin that a policy allows. It lists the methods whose own policies give this origin the
 * same answer. The others are left out, because browsers keep a preflight's answer for all methods that it lists (Fetch, 4.9).
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
