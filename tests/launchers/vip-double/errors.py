"""Refusals as VIP's REST interface words them: a body of exactly errorCode and errorMessage."""

GENERIC = 8000
NOT_IMPLEMENTED = 8001
BAD_CREDENTIALS = 8002
INSUFFICIENT_AUTH = 8003
INVALID_PIPELINE_IDENTIFIER = 8005
PIPELINE_NOT_FOUND = 8007
INPUT_FIELD_NOT_VALID = 8009
INVALID_EXECUTION_ID = 8015
NOT_COMPATIBLE_WITH_BOUTIQUES = 8017
INPUT_FIELD_MISSING = 8018
INVALID_EXECUTION_NAME = 8019
PLATFORM_MAX_EXECS = 2000
USER_MAX_EXECS = 2001
WRONG_APPLICATION_DESCRIPTOR = 2002

MESSAGES = {
    GENERIC: "An error has been encountered on the VIP API",
    NOT_IMPLEMENTED: "The method {} is not implemented",
    BAD_CREDENTIALS: "Bad credentials",
    INSUFFICIENT_AUTH: "Full authentication is required to access this resource",
    INVALID_PIPELINE_IDENTIFIER: "The pipeline identifier {} is not valid",
    PIPELINE_NOT_FOUND: "The pipeline {} cannot be found",
    INPUT_FIELD_NOT_VALID: "The input field {} is not valid",
    INVALID_EXECUTION_ID: "The execution id {} is not valid",
    NOT_COMPATIBLE_WITH_BOUTIQUES: "The pipeline {} has no Boutiques descriptor",
    INPUT_FIELD_MISSING: "The input field {} is missing",
    INVALID_EXECUTION_NAME: "The execution name {} is not valid",
    PLATFORM_MAX_EXECS: "Max number of running executions reached on the platform",
    USER_MAX_EXECS: "Max number of running executions reached for the user",
    WRONG_APPLICATION_DESCRIPTOR: "The descriptor of the application {} is wrong",
}


class Refused(Exception):
    """An answer other than success. `reason` is what VIP keeps to itself: for the event log only."""

    def __init__(self, code, *about, status=400, headers=(), reason=""):
        super().__init__(reason or MESSAGES[code])
        self.status = status
        self.headers = list(headers)
        self.body = {"errorCode": code, "errorMessage": MESSAGES[code].format(*about)}
        self.reason = reason


def hidden(reason):
    """VIP has a reason and tells nobody: every one of these is the same 400 with 8000."""
    return Refused(GENERIC, reason=reason)
