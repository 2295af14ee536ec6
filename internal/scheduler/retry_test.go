package scheduler

import (
	"testing"
	"time"

	"github.com/riverqueue/river/rivertype"

	"kreislauf/internal/campaign"
)

func TestAWaveIsTriedAgainWithinMinutesAndALetterAfterHours(t *testing.T) {
	t.Parallel()
	for kind, within := range map[campaign.JobKind]time.Duration{
		campaign.JobOpen: waveRetryLimit, campaign.JobTally: waveRetryLimit, campaign.JobRemind: waveRetryLimit, campaign.JobDestroy: waveRetryLimit, campaign.JobScrub: waveRetryLimit,
	} {
		job := &rivertype.JobRow{Kind: string(kind), Attempt: 12, Errors: make([]rivertype.AttemptError, 12)}
		if pause := time.Until(waveRetry{}.NextRetry(job)); pause > within || pause < within/2 {
			t.Errorf("%s is tried again after %s", kind, pause)
		}
	}
	letter := &rivertype.JobRow{Kind: string(campaign.JobMail), Attempt: 12, Errors: make([]rivertype.AttemptError, 12)}
	if pause := time.Until(waveRetry{}.NextRetry(letter)); pause < time.Hour {
		t.Errorf("a letter is tried again after %s", pause)
	}
}
