/** Binds every operation of the catalog to its use-case. A missing one, or one of another's shape, does not compile. */
import type { OperationName } from "#lib/operations/catalog";
import { describePrincipals } from "./access/describe-principals";
import { listKeyAccess } from "./access/list-of-key";
import { associateAlias } from "./alias/associate";
import { createAlias } from "./alias/create";
import { deleteAliases } from "./alias/delete";
import { listAliases } from "./alias/list";
import { createAccessKey } from "./credential/create";
import { deleteAccessKey } from "./credential/delete";
import { getAccessKey } from "./credential/get";
import { listAccessKeys } from "./credential/list";
import { updateAccessKey } from "./credential/update";
import { decryptData } from "./data/decrypt";
import { encryptData } from "./data/encrypt";
import { reEncrypt } from "./data/re-encrypt";
import { createDatakey } from "./data-key/create";
import { createEcDatakeyPair, createRsaDatakeyPair } from "./data-key/create-pair";
import { createDatakeyWithoutPlaintext } from "./data-key/create-without-plaintext";
import { decryptDatakey } from "./data-key/decrypt";
import { encryptDatakey } from "./data-key/encrypt";
import { createGrant } from "./grant/create";
import { listGrants } from "./grant/list";
import { listRetirableGrants } from "./grant/list-retirable";
import { retireGrant } from "./grant/retire";
import { revokeGrant } from "./grant/revoke";
import { addUserToGroup } from "./group/add-user";
import { createGroup } from "./group/create";
import { deleteGroup } from "./group/delete";
import { getGroup } from "./group/get";
import { listGroups } from "./group/list";
import { listUsersOfGroup } from "./group/list-members";
import { removeUserFromGroup } from "./group/remove-user";
import { updateGroup } from "./group/update";
import { describeCatalog } from "./identity/caller/describe-catalog";
import { listOwnAccounts } from "./identity/caller/list-accounts";
import { listOwnProjects } from "./identity/caller/list-projects";
import { listRegions } from "./identity/caller/list-regions";
import { createToken } from "./identity/token/create";
import { deleteToken } from "./identity/token/delete";
import { describeToken } from "./identity/token/describe";
import { cancelKeyDeletion } from "./key/cancel-deletion";
import { changeKeys } from "./key/change-many";
import { createKey } from "./key/create";
import { describeKey } from "./key/describe";
import { disableKey } from "./key/disable";
import { enableKey } from "./key/enable";
import { listKeys } from "./key/list";
import { listDeletedKeys } from "./key/list-deleted";
import { deleteKeyRiskTips } from "./key/risk-tips";
import { scheduleKeyDeletion } from "./key/schedule-deletion";
import { searchKeys } from "./key/search";
import { updateKeyAlias } from "./key/update-alias";
import { updateKeyDescription } from "./key/update-description";
import { generateMac } from "./mac/generate";
import { verifyMac } from "./mac/verify";
import { deleteImportedKeyMaterial } from "./material/delete";
import { getParametersForImport } from "./material/get-parameters";
import { importKeyMaterial } from "./material/import";
import { createProject } from "./project/create";
import { describeSystem } from "./project/describe-system";
import { genRandom } from "./project/gen-random";
import { getProject } from "./project/get";
import { listProjects } from "./project/list";
import { listSupportRegions } from "./project/list-support-regions";
import { userInstances } from "./project/user-instances";
import { userQuotas } from "./project/user-quotas";
import { assignRoleInAccount, assignRoleInProject } from "./role/assign";
import { getRole } from "./role/get";
import { listRoles } from "./role/list";
import { listRolesInAccount, listRolesInProject } from "./role/list-assigned";
import { unassignRoleInAccount, unassignRoleInProject } from "./role/unassign";
import { disableKeyRotation } from "./rotation/disable";
import { enableKeyRotation } from "./rotation/enable";
import { getKeyRotationStatus } from "./rotation/get-status";
import { replaceKey } from "./rotation/replace-key";
import { rotateOnDemand } from "./rotation/rotate-on-demand";
import { updateKeyRotationInterval } from "./rotation/update-interval";
import { getPublickey } from "./signature/get-public-key";
import { sign } from "./signature/sign";
import { verify } from "./signature/verify";
import { batchKeyTags } from "./tag/batch";
import { createKeyTag } from "./tag/create";
import { deleteKeyTag } from "./tag/delete";
import { listKeyTags } from "./tag/list";
import { listProjectTags } from "./tag/list-of-project";
import { searchByTags } from "./tag/search";
import { suggestTags } from "./tag/suggest";
import type { UseCase } from "./use-case";
import { createUser } from "./user/create";
import { deleteUser } from "./user/delete";
import { getUser } from "./user/get";
import { listUsers } from "./user/list";
import { listGroupsOfUser } from "./user/list-groups";
import { updateUser } from "./user/update";

export const REGISTRY = {
  createKey,
  listKeys,
  searchKeys,
  describeKey,
  updateKeyAlias,
  updateKeyDescription,
  enableKey,
  disableKey,
  scheduleKeyDeletion,
  cancelKeyDeletion,
  deleteKeyRiskTips,
  listDeletedKeys,
  encryptData,
  decryptData,
  reEncrypt,
  createDatakey,
  createDatakeyWithoutPlaintext,
  encryptDatakey,
  decryptDatakey,
  createRsaDatakeyPair,
  createEcDatakeyPair,
  sign,
  verify,
  getPublickey,
  generateMac,
  verifyMac,
  getParametersForImport,
  importKeyMaterial,
  deleteImportedKeyMaterial,
  enableKeyRotation,
  updateKeyRotationInterval,
  disableKeyRotation,
  getKeyRotationStatus,
  rotateOnDemand,
  replaceKey,
  genRandom,
  userInstances,
  userQuotas,
  listSupportRegions,
  describeSystem,
  describePrincipals,
  listKeyAccess,
  createKeyTag,
  deleteKeyTag,
  batchKeyTags,
  listKeyTags,
  listProjectTags,
  suggestTags,
  searchByTags,
  changeKeys,
  createAlias,
  associateAlias,
  deleteAliases,
  listAliases,
  createAccessKey,
  listAccessKeys,
  getAccessKey,
  updateAccessKey,
  deleteAccessKey,
  createGrant,
  listGrants,
  listRetirableGrants,
  revokeGrant,
  retireGrant,
  createUser,
  listUsers,
  getUser,
  updateUser,
  deleteUser,
  listGroupsOfUser,
  createGroup,
  listGroups,
  getGroup,
  updateGroup,
  deleteGroup,
  listUsersOfGroup,
  addUserToGroup,
  removeUserFromGroup,
  createProject,
  listProjects,
  getProject,
  listRoles,
  getRole,
  listRolesInProject,
  listRolesInAccount,
  assignRoleInProject,
  assignRoleInAccount,
  unassignRoleInProject,
  unassignRoleInAccount,
  createToken,
  describeToken,
  deleteToken,
  describeCatalog,
  listOwnProjects,
  listOwnAccounts,
  listRegions,
} satisfies { [N in OperationName]: UseCase<N> };
