package mail

import (
	"errors"
	"fmt"
)

// Kind says what an error means for the message and for those after it.
type Kind int

const (
	// Down: the transport does not work; no message can be sent now.
	Down Kind = iota
	// Temporary: this message is refused for now.
	Temporary
	// Permanent: this message is refused for good.
	Permanent
	// Doubtful: the connection was lost before the reply to the final dot;
	// the message may have been accepted.
	Doubtful
)

// Error is a failed attempt to send. It holds no password or token.
type Error struct {
	Kind     Kind
	Stage    string // the command or step that failed, such as "RCPT TO"
	Code     int    // of the server's reply, 0 for none
	Enhanced string // enhanced status code of RFC 3463, such as "5.1.1"
	Text     string // the server's words
	Err      error  // what else failed, may be nil
}

// Error tells the stage and the server's words.
func (e *Error) Error() string {
	switch {
	case e.Code != 0:
		return fmt.Sprintf("%s: the mail server answered %d %s", e.Stage, e.Code, e.Text)
	case e.Kind == Doubtful:
		return fmt.Sprintf("%s: no answer to the end of the message, which may have been accepted: %v", e.Stage, e.Err)
	}
	return fmt.Sprintf("%s: %v", e.Stage, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf tells the kind of a transport's error; one that is no *Error is Down.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Down
}
