"""An RSA key pair made for this suite alone, and RS256 in three lines, for tokens that carry the attacker's own key."""

from hashlib import sha256

_MODULUS = (
    "938b580359cefbdfaa99f94960acf967eb869da624181cfff0d03b43a60eaa3e91c774813ff800c7f079e6eef28313a79364"
    "272fd2f94d686f513f3d6bc44f6f0f69730c9f5e87fa180e87c36b4e30cccf4c9c8d87bb41998eef40da8f8f4217325dd709"
    "8c3fc0c67d84f8ec6275845dea2a16102b94ea98eff174d5bbdc78e7167782aec5b0ae9b617f001d69a0b331cd7181523e56"
    "3186f0f14cee4cf867eff21e0cde410821602064fbe7e59a04fa472b12375c47bd45a9f1ff6b5b72f089eca18028f47e611f"
    "1b5984d6e793e19666c8e0c8b2b68b91501b23851542a1d7c961b7c903b409041c430ce4ab3b1325182953a22be55787cafd"
    "d7b5c9367ba3"
)
_EXPONENT = (
    "131ae283d5e51199509277d9fd62388e0677466cfa7f2d80ce07c5fcc8565d7614fe07988040d6a7b7d1ae750cc300a5b22b"
    "5afafc2dc5a265c901502c91b2c575f098c7597aedf994e98b6be30bb0bc51dacb94ca0415dba7f5febc590585b07ced9e1d"
    "818dc9cd09f8d0c619d3ba16f26e39057c01e044d0766ac362fc354d68b5b81847a7a7938f19c9fe423ced18f61a5f3c9868"
    "c1a04b6f46dcf215ab7f5beef37d137106e82533398830aca0f71db5558750c6006893257e617eb0cf7985eea8fb6c4adf13"
    "1b8949d3efe452f49120379f8966913b2efbf949f137071b7c8060c87e25c805fd6edb6a0194ea4c3f673f1cc4fd74bfb37e"
    "437dd54e886d"
)
MODULUS = int(_MODULUS, 16)
_SHA256_DER = bytes.fromhex("3031300d060960864801650304020105000420")


def sign(data: bytes) -> bytes:
    """Return the RSASSA-PKCS1-v1_5 signature with SHA-256 (RFC 8017 8.2.1), 256 bytes."""
    tail = b"\0" + _SHA256_DER + sha256(data).digest()
    block = b"\0\1" + b"\xff" * (254 - len(tail)) + tail
    return pow(int.from_bytes(block, "big"), int(_EXPONENT, 16), MODULUS).to_bytes(256, "big")
