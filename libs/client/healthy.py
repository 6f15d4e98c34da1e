"""`python -m libs.client.healthy /vendor/health/ready`: exit code 0 where that answers with 200.

For the health checks of containers, whose image has no other client; without the start of `baton`.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException

TIMEOUT = 2.5
"Seconds."


def healthy(path: str, port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not healthy(sys.argv[1], int(os.environ.get("BATON_PORT", "8000"))))
