package problem

import (
	"net/http"
	"slices"
	"strings"
)

// Kind is what a page says about one kind of problem.
type Kind struct{ Code, Title, Advice string }

// kinds are the problems that deserve more words than their status has. A code
// that isn't among them has its status's title.
var kinds = []Kind{
	{"body_too_large", "Body too large", "Send less: the limit is in the detail."},
	{"bus_away", "Not available now", "The services can't be reached. Ask again after the Retry-After header."},
	{"daily_limit_reached", "Limit of the day reached", "Ask again after midnight UTC: the Retry-After header says how long that is."},
	{"empty_file", "Empty file", "Check that the file was saved, and upload it again."},
	{"file_not_found", "No such file", "Take the filename or id that the upload gave, or look into the list of files."},
	{"file_not_ready", "File still being read", "Ask again in a moment, or follow the file's status."},
	{"file_too_large", "File too large", "Upload a smaller file: the limit is in the detail."},
	{"foreign_origin", "Not from this page", "Cookies are for pages of this origin, and of those that the operator lists. Programs send tokens instead."},
	{"headers_too_large", "Headers too large", "Send fewer or shorter headers."},
	{"idempotency_key_reused", "Idempotency key used before", "A key belongs to one request. Use a new key for a new request."},
	{"insufficient_credits", "Not enough credits", "Add credits, then ask again."},
	{"internal", "Our mistake", "Nothing you can do but ask again later. Quote the traceId when you report it."},
	{"invalid_otp", "Code not accepted", "The code is wrong, used or too old. Ask for a new one."},
	{"keys_unavailable", "Not available now", "Access tokens can't be checked. Ask again after the Retry-After header."},
	{"llm_switched_off", "Tailoring is switched off", "The operator has stopped it for now. Ask again later; nothing was charged."},
	{"malformed_body", "Body can't be read", "The connection may have been cut short; send it again."},
	{"malformed_json", "Not valid JSON", "Send strict JSON in UTF-8, each name once, not nested deeper than 32 levels."},
	{"malformed_multipart", "Not a valid upload", "Send multipart/form-data with exactly one field, file."},
	{"malformed_request", "Not valid HTTP", "The request line or a header can't be read."},
	{"message_too_large", "Body too large", "Send less text."},
	{"method_not_allowed", "Method not allowed", "The Allow header says which methods this path has."},
	{"not_allowed", "Not allowed", "This needs a right that your account doesn't have."},
	{"optimization_not_found", "No such optimization", "Take the id that its creation gave, or look into the list."},
	{"rate_limited", "Too many requests", "Wait as long as the Retry-After header says."},
	{"refresh_token_expired", "Session expired", "Log in again."},
	{"refresh_token_invalid", "Refresh token not valid", "Log in again."},
	{"refresh_token_reused", "Refresh token used before", "The session was ended for safety. Log in again."},
	{"request_in_progress", "Still running", "The first request with this Idempotency-Key isn't finished. Ask again in a moment."},
	{"request_timeout", "Request took too long", "The request didn't arrive in time; send it again."},
	{"route_not_found", "No such path", "See /docs for the paths there are."},
	{"service_away", "Not available now", "A part of the system is away. Ask again after the Retry-After header."},
	{"service_busy", "Not available now", "A part of the system has too much to do. Ask again after the Retry-After header."},
	{"service_timeout", "Not available now", "A part of the system is slow. Ask again after the Retry-After header."},
	{"session_revoked", "Session ended", "Log in again."},
	{"token_expired", "Access token expired", "Use the refresh token to get a new one."},
	{"token_invalid", "Access token not valid", "Log in again."},
	{"token_missing", "Log in first", "Send Authorization: Bearer with an access token."},
	{"too_many_streams", "Too many event streams", "Close streams that you don't read any more."},
	{"unsupported_format", "Format not read", "Upload PDF, DOCX, plain text or Markdown. The content decides, not the name."},
	{"unsupported_media_type", "Media type not supported", "Send application/json, or multipart/form-data for uploads."},
	{"validation_failed", "Input not acceptable", "Correct the inputs that errors names."},
}

// Find returns what is known about the kind of problem with the given code.
func Find(code string) (Kind, bool) {
	i, ok := slices.BinarySearchFunc(kinds, code, func(k Kind, code string) int {
		return strings.Compare(k.Code, code)
	})
	if !ok {
		return Kind{}, false
	}
	return kinds[i], true
}

func title(code string, status int) string {
	if k, ok := Find(code); ok {
		return k.Title
	}
	return http.StatusText(status)
}
