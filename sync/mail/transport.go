package mail

import "context"

// Envelope is one message for one recipient.
type Envelope struct {
	Name     string // unique and fit for a file; the same when the message is sent again
	From, To string // bare addresses of the envelope
	Raw      []byte // headers and body, lines ended by CRLF
}

// Transport hands messages over. Its errors are judged by KindOf.
type Transport interface {
	// Send hands over one message and returns what the receiver said about
	// it. Committing is called when all content is written and nothing is
	// accepted yet; its error ends the attempt with nothing accepted.
	Send(ctx context.Context, e Envelope, committing func() error) (receipt string, err error)
	// Close ends what is kept open between messages.
	Close() error
}
