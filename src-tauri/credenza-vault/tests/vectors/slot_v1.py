#!/usr/bin/env python3
"""Reference model of key slots, canonical rows and MACs; writes slot_v1.json. Needs argon2-cffi and cryptography.
   Independent of the Rust code; run it again only for a new version of the format."""
import base64, hashlib, hmac, json, struct
from argon2.low_level import hash_secret_raw, Type
from envelope_v1 import hkdf_expand, hkdf_extract, seal

def derive(key, info, length):
    return hkdf_expand(hkdf_extract(b'\0' * 64, key), info, length)

def kid(kek):
    return derive(kek, b'credenza/v1/kid', 8)

def field(kind, value):
    return bytes([kind]) + struct.pack('>Q', len(value)) + value

def mac(dek, info, parts):
    message = b''.join(bytes([part is not None]) + struct.pack('>Q', len(part or b'')) + (part or b'') for part in parts)
    return hmac.new(derive(dek, info, 32), message, hashlib.sha256).digest()

vault, org = bytes(range(16)), bytes(range(16, 32))
dek, salt = bytes(range(100, 132)), bytes(range(200, 216))
passphrase = 'correct-ho\u0308rse-battery'          # decomposed; NFC must compose it
kek = hash_secret_raw('correct-h\u00f6rse-battery'.encode(), salt, 1, 19456, 2, 32, Type.ID, 19)
ctx = dict(vault_id=vault, org_id=org, table=b'vault_key', column=b'dek', record_id=vault, record_version=3, policy_hash=bytes(32))
blob = seal(kek, 3, ctx, dek, salt=bytes(range(32)), nonce=bytes(range(12)))
row = (b'credenza/canonical/v1' + field(1, b'connection/v1') + field(2, b'api.example.com') + field(4, struct.pack('>Q', 443))
       + field(6, b'\1') + field(7, b'') + field(8, struct.pack('>Q', 2)) + field(2, b'a') + field(2, b'b') + field(3, b'\0\xff'))
first = struct.pack('>I', 3) + mac(dek, b'credenza/v1/audit', [row, None])
b64 = lambda raw: base64.b64encode(raw).decode()
json.dump(dict(
    vault_id=vault.hex(), org_id=org.hex(), dek=dek.hex(), passphrase=passphrase,
    slot=dict(kid=kid(kek).hex(), method=dict(kind='passphrase', m_kib=19456, t=1, p=2, salt=b64(salt))),
    wrapped=dict(kid=kid(kek).hex(), dek_version=3, blob=b64(blob)),
    canonical=row.hex(), digest=hashlib.sha256(row).hexdigest(),
    row_mac=(struct.pack('>I', 3) + mac(dek, b'credenza/v1/row-mac', [b'connection', row])).hex(),
    audit_first=first.hex(), audit_second=(struct.pack('>I', 3) + mac(dek, b'credenza/v1/audit', [row, first])).hex(),
    token=(struct.pack('>I', 3) + mac(dek, b'credenza/v1/token', [b'crz_secret'])).hex(),
    fingerprint=(struct.pack('>I', 3) + mac(dek, b'credenza/v1/fingerprint', [row])).hex(),
), open('slot_v1.json', 'w'), indent=1)
