package campaign

import (
	"context"
	"fmt"

	"kreislauf/internal/account"
)

// BounceStore keeps which letters came back.
type BounceStore interface {
	// MarkBounced turns the letter with this Message-ID, which was sent or is
	// under way, into a bounced one and returns its kind, empty when there is
	// none. An empty network stands
	// for all.
	MarkBounced(ctx context.Context, networkID, messageID, reason string) (MailKind, error)
}

// Bounce is a mail server's word that a letter could not be delivered.
type Bounce struct {
	MessageID string // of the letter, without angle brackets
	Reason    string // key below "mail.failed_"
}

// MarkBounced records that a letter came back. Only a letter that was
// sent can, also when nobody has noted that yet; every other Message-ID, one that was told before included, changes
// nothing and is no error.
func (s *Service) MarkBounced(ctx context.Context, b Bounce) error {
	_, err := s.markBounced(ctx, "", b)
	return err
}

// ReportBounces records what a manager received from mail servers and returns
// how many invitations of the own network came back, told before or not. Other
// letters are not counted: that a reminder was sent can mean that its addressee
// has not answered.
func (s *Service) ReportBounces(ctx context.Context, v account.Viewer, bounces []Bounce) (int, error) {
	if err := v.NeedManager(); err != nil {
		return 0, err
	}
	known := 0
	for _, b := range bounces {
		kind, err := s.markBounced(ctx, v.NetworkID, b)
		if err != nil {
			return known, err
		}
		if kind == MailInvitation {
			known++
		}
	}
	return known, nil
}

func (s *Service) markBounced(ctx context.Context, networkID string, b Bounce) (MailKind, error) {
	if b.MessageID == "" {
		return "", nil
	}
	kind, err := s.store.MarkBounced(ctx, networkID, b.MessageID, b.Reason)
	if err != nil {
		return "", fmt.Errorf("mark bounced letter: %w", err)
	}
	return kind, nil
}
