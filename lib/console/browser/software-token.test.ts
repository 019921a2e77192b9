import { expect, test } from "vitest";
import { isSoftwareToken } from "./software-token";

test.each([
  ["SoftHSM project", "SoftHSM v2", "/usr/lib/softhsm/libsofthsm2.so", true],
  ["Mozilla Foundation", "NSS 3", "/usr/lib/libsoftokn3.so", true],
  ["Kryoptic Project", "v1", "libkryoptic_pkcs11.so", true],
  ["IBM", "Soft", "/usr/lib/opencryptoki/libopencryptoki.so", true],
  ["", "", "libsofthsm2.so", true],
  ["Thales", "Luna K7", "/usr/safenet/lunaclient/lib/libCryptoki2_64.so", false],
  ["Utimaco IS GmbH", "CryptoServer", "libcs_pkcs11_R3.so", false],
  ["nCipher Corp. Ltd", "nShield", "libcknfast.so", false],
  ["Yubico (www.yubico.com)", "YubiHSM", "yubihsm_pkcs11.so", false],
  ["Microsoft", "Azure Managed HSM", "libmicrosoft.so", false],
])("a token of %s, model %s in %s: a program is %s", (manufacturer, model, library, isSoftware) => {
  expect(isSoftwareToken({ manufacturer, model, library })).toBe(isSoftware);
});
