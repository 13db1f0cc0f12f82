"""What a file may cost. A file over a limit ends in an error that names it, never in less checking."""

MIB = 1024 * 1024

MAX_FILE = 64 * MIB  # bytes of one file, and of one document inside it
MAX_ENVELOPES = 16  # one in another; real files have up to five
MAX_ELEMENTS = 400_000  # of ASN.1 in one envelope
MAX_NESTING = 64  # of ASN.1 elements
MAX_SIGNERS = 200  # of one file, all envelopes together; a protocol of 47 bodies is far below
MAX_CERTIFICATES = 400  # of one envelope
MAX_COUNTERSIGNATURES = 32  # of one file
MAX_TIMESTAMPS = 16  # looked at for one signature
MAX_REVOCATION_ITEMS = 400  # CRLs and OCSP responses of one file
MAX_PATH = 8  # certificates of a chain
MAX_PATH_STEPS = 200  # tried while looking for chains of one certificate
MAX_LIST = 32 * MIB  # bytes of a trusted list; the largest national one has about 5

# Of the process that opens files of others (sandbox.py). Memory is address space, most of it libraries.
SANDBOX_MEMORY = 1024 * MIB
SANDBOX_CPU = 20  # seconds for one file
SANDBOX_WALL = 40  # seconds for one file on a busy machine
SANDBOXES = 2  # at once in one process of the site
SANDBOX_SEATS = 4  # of its threads that may verify or wait for it; who comes after is asked to come back
