import { describeFailing } from "./contract-failing";

describeFailing("NSS softokn", ["CKR_OBJECT_HANDLE_INVALID"]);
