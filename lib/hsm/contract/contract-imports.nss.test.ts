import { describeImportContract } from "./contract-imports";

describeImportContract("NSS softokn", ["RSAES_OAEP_SHA_256", "RSAES_OAEP_SHA_1"]);
