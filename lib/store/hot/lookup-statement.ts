/** The one statement that tells who calls, what they hold, and the key that they ask for, for all requests that wait; and its rows. */
import type { GrantOperation } from "#lib/domain/grant";
import type { CallerSource } from "#lib/domain/identity/caller-source";
import type { ServiceName } from "#lib/domain/identity/service";
import { stampOf } from "../books/book-statements";
import { KEY_BOOK } from "../books/key-book";
import { ACCOUNT_BOOK, GROUP_BOOK, POLICY_BOOK, PROJECT_BOOK, USER_BOOK } from "../books/people-books";
import type { KeyRow } from "../keys/key-row";
import type { MaterialRow } from "./bound-material";
import type { HeldRow } from "./held-policies";

/** SQL: the groups in which caller `c` is. */
const GROUPS = `(select gm.group_id from group_member gm where gm.user_id = c.c_user_id and c.c_service is null
    union all select of.group_id from unnest(c.c_groups) as of (group_id) where c.c_federated)`;

/**
 * SQL: each book that says who `c` is and what they hold, by its name, with its stamp; "" of what is named by another row and is not there
 * itself, its seal neither: then somebody has removed all of it, and what it forbids with it.
 */
const BOOKS = `(select json_agg(json_build_array(b.book, coalesce(b.stamp, ''))) from (
    select 'token/' || c.c_token_id as book, '0:' || c.c_token_xmin as stamp where c.c_token_id is not null
    union all select 'session/' || c.c_session_id, '0:' || c.c_session_xmin where c.c_session_id is not null
    union all select 'account/' || c.c_account_id, ${stampOf(ACCOUNT_BOOK, "c.c_account_id")}
    union all select 'user/' || c.c_user_id, ${stampOf(USER_BOOK, "c.c_user_id")} where not c.c_federated
    union all select 'project/' || c.c_project_id, ${stampOf(PROJECT_BOOK, "c.c_project_id")} where c.c_project_id is not null
    union all select 'group/' || i.group_id, ${stampOf(GROUP_BOOK, "i.group_id")} from ${GROUPS} i
    union all select 'policy/' || q.policy_id, ${stampOf(POLICY_BOOK, "q.policy_id")}
      from (select distinct x.policy_id from ${GROUPS} i join role_assignment x on x.group_id = i.group_id where x.policy_id is not null) q
  ) b where c.c_account_id is not null)`;

/** `c_people_of`: the account of a person, to whom a grant to the whole account is made out; a cloud service is none of its people. */
export const LOOKUP = `
select r.ord::int as ord, c.*, k.*, v.version, v.wrapped, v.domain_key, v.public_key, v.binding_mac, k.xmin as k_xmin, v.xmin as v_xmin,
  case when k.id is not null then ${stampOf(KEY_BOOK, "k.id", "k.xmin::text")} end as k_stamp, ${BOOKS} as c_books,
  case when k.project_id is distinct from c.c_project_id then ${stampOf(PROJECT_BOOK, "k.project_id")} end as k_project_stamp,
  exists (select 1 from key_tombstone s where s.key_id = k.id) as k_destroyed, sh.since as k_shadow_since, sh.until as k_shadow_until,
  (select i.xmin from account_iam_revision i where i.account_id = c.c_account_id) as iam_xmin,
  h.held as c_held,
  case when h.is_custom then array(select json_build_array(t.key, t.value) from tag t where t.key_id = k.id) end as k_tags,
  case when h.is_custom then array(select x.name from key_alias x where x.key_id = k.id) end as k_aliases,
  (select json_agg(json_build_array(g.id, g.operations,
      g.grantee = case g.grantee_type when 'user' then c.c_user_id else c.c_people_of end,
      g.retiring_principal in (c.c_user_id, c.c_people_of), g.issuer = c.c_user_id) order by g.created_at, g.id)
    from cmk_grant g join project kp on kp.id = k.project_id and kp.enabled
    where g.key_id = k.id and (g.grantee = case g.grantee_type when 'user' then c.c_user_id else c.c_people_of end
      or g.retiring_principal in (c.c_user_id, c.c_people_of) or g.issuer = c.c_user_id)) as k_grants
from unnest($1::bytea[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[],
    $10::timestamptz[])
  with ordinality as r (token_hash, access_key, project_id, key_id, alias_account, alias_region, alias_name, default_alias, key_version, now, ord)
left join lateral (
  select t.account_id as c_account_id, a.name as c_account_name, coalesce(u.id, s.federated_id) as c_user_id,
    coalesce(u.name, s.federated_name) as c_user_name, u.service as c_service, u.id is null as c_federated, s.federated_groups as c_groups, t.account_id as c_people_of,
    t.project_id as c_project_id, p.name as c_project_name, p.enabled as c_project_enabled,
    null::text as c_access, null::bytea as c_secret,
    t.session_id as c_session_id, t.source as c_signed_in_from, coalesce(s.is_mfa_present, false) as c_mfa, s.stepped_up_at as c_stepped_up_at,
    t.source = 'console' and u.second_factor_required is true and (s.is_by_id_token and s.is_mfa_present) is not true
      and not exists (select 1 from virtual_mfa m where m.user_id = u.id and m.bound)
      and not exists (select 1 from passkey pk where pk.user_id = u.id) as c_must_set_up_factor,
    false as c_project_bound, null::timestamptz as c_last_used_at,
    t.id as c_token_id, t.xmin::text as c_token_xmin, s.xmin::text as c_session_xmin
  from auth_token t
  join account a on a.id = t.account_id
  left join iam_user u on u.id = t.user_id
  left join project p on p.id = t.project_id
  left join session s on s.id = t.session_id
  where t.hash = r.token_hash and t.expires_at > r.now and (s.idle_until is null or s.idle_until > r.now)
    and ((u.enabled and u.service is null) or (t.user_id is null and s.federated_id is not null))
  union all
  select u.account_id, a.name, u.id, u.name, u.service, false, null,
    case when u.service is null then u.account_id end, p.id, p.name, p.enabled, ak.access, ak.secret,
    null, 'api', false, null, false, ak.project_id is not null, ak.last_used_at, null, null, null
  from access_key ak
  join iam_user u on u.id = ak.user_id and u.enabled
  join account a on a.id = u.account_id
  left join project p on p.id = coalesce(ak.project_id, r.project_id) and p.account_id = u.account_id
  where ak.access = r.access_key and ak.enabled
) c on true
left join key_alias al on r.alias_name is not null and al.account_id = coalesce(r.alias_account, c.c_account_id)
  and al.region = coalesce(r.alias_region, split_part(c.c_project_name, '_', 1)) and al.name = r.alias_name
left join cmk k on k.id = coalesce(r.key_id, al.key_id, (select dk.id from cmk dk
  where dk.project_id = c.c_project_id and dk.alias = r.default_alias and dk.is_default
    and coalesce(r.alias_account, c.c_account_id) = c.c_account_id
    and coalesce(r.alias_region, split_part(c.c_project_name, '_', 1)) = split_part(c.c_project_name, '_', 1)))
left join lateral (
  select json_agg(json_build_array(ra.role, ra.scope, ra.group_id, ra.policy_id, po.xmin::text,
      ra.project_id is not null and ra.project_id is distinct from c.c_project_id)
      order by ra.scope, ra.group_id, ra.role, ra.policy_id) as held,
    coalesce(bool_or(ra.policy_id is not null), false) as is_custom
  from (
    select ra.* from ${GROUPS} i join role_assignment ra on ra.group_id = i.group_id
  ) ra left join policy po on po.id = ra.policy_id
  where (ra.project_id is null or ra.project_id = c.c_project_id
    or (ra.policy_id is not null and ra.project_id = k.project_id))
) h on true
left join key_shadow sh on sh.key_id = k.id
left join key_version v on v.key_id = k.id and v.version = coalesce(r.key_version, k.primary_version)`;

export type HeldGrantRow = [
  id: string,
  operations: GrantOperation[],
  isGrantee: boolean | null,
  isRetirer: boolean | null,
  isIssuer: boolean,
];

export type LookupRow = KeyRow &
  MaterialRow & {
    ord: number;
    c_account_id: string | null;
    c_account_name: string;
    c_user_id: string;
    c_user_name: string;
    c_service: ServiceName | null;
    c_federated: boolean;
    c_project_id: string | null;
    c_project_name: string | null;
    /** null where there is no project. */
    c_project_enabled: boolean | null;
    /** null where nothing is held. */
    c_held: HeldRow[] | null;
    /** Both null where no policy is held that could ask for them. */
    k_tags: [key: string, value: string][] | null;
    k_aliases: string[] | null;
    c_access: string | null;
    c_secret: Buffer | null;
    c_session_id: string | null;
    c_signed_in_from: CallerSource;
    c_mfa: boolean;
    c_stepped_up_at: Date | null;
    c_must_set_up_factor: boolean;
    c_project_bound: boolean;
    c_last_used_at: Date | null;
    k_grants: HeldGrantRow[] | null;
    k_xmin: string;
    /** null where there is no key. */
    k_stamp: string | null;
    /** Of the key's project; null where it is the caller's too, and where there is none. */
    k_project_stamp: string | null;
    k_destroyed: boolean;
    /** Both null where the key has never been disabled in shadow. */
    k_shadow_since: Date | null;
    k_shadow_until: Date | null;
    v_xmin: string;
    /** null where nobody has called; and where it is not counted, which leaves nothing to rely on. */
    iam_xmin: string | null;
    /** Books that say who calls and what they hold, by their names, with their stamps; null where nobody has called. */
    c_books: [book: string, stamp: string][] | null;
    /** null for an access key. */
    c_token_xmin: string | null;
  };
