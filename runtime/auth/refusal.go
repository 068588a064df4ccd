package auth

import "net/http"

// The error types of refusals, as AppSync names them.
const (
	TypeUnauthorized        = "UnauthorizedException"
	TypeIncompleteSignature = "IncompleteSignatureException"
	TypeInvalidSignature    = "InvalidSignatureException"
	TypeUnrecognizedClient  = "UnrecognizedClientException"
	TypeExpiredToken        = "ExpiredTokenException"
	TypeBadRequest          = "BadRequestException"
)

// The texts of AppSync's 401 refusals. They say nothing about the reason, so
// that an attacker learns nothing from them; the reason goes to the log.
const (
	messageNoHeader      = "Valid authorization header not provided."
	messageNotAuthorized = "You are not authorized to make this call."
	messageUnparsable    = "Unable to parse JWT token."
	messageExpired       = "Token has expired."
)

// NoHeader refuses a request without credentials, or with credentials of a
// mode that the API does not have.
func NoHeader() *Error { return unauthorized(messageNoHeader) }

// NotAuthorized refuses credentials that are not valid.
func NotAuthorized() *Error { return unauthorized(messageNotAuthorized) }

// Unparsable refuses an Authorization header that should be a JSON Web Token
// and is none.
func Unparsable() *Error { return unauthorized(messageUnparsable) }

// TokenExpired refuses a token whose signature is right and whose time is over.
func TokenExpired() *Error { return unauthorized(messageExpired) }

func unauthorized(message string) *Error {
	return &Error{Status: http.StatusUnauthorized, Type: TypeUnauthorized, Message: message}
}

// Forbidden is a 403 refusal of a SigV4 signature, typed as AWS types it.
func Forbidden(errorType, message string) *Error {
	return &Error{Status: http.StatusForbidden, Type: errorType, Message: message}
}
