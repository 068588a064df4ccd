// Package bedrock asks models by the Converse protocol of Amazon Bedrock, with
// the AWS SDK: it signs with the credentials that the SDK finds in the
// environment, in profiles, or of the machine's role.
package bedrock

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/auth/bearer"

	"github.com/amplifygo/amplifygo/runtime/ai"
)

// Driver is the driver of the provider "bedrock". Settings.URL replaces the
// region's endpoint, and Settings.APIKey, a Bedrock API key, the signature.
func Driver() ai.Driver { return driver{} }

type driver struct{}

// Provider is "bedrock".
func (driver) Provider() string { return "bedrock" }

// Open reads the configuration that the SDK finds. Credentials are looked for
// when a model is asked.
func (driver) Open(ctx context.Context, s ai.Settings) (ai.Model, error) {
	c, err := config.LoadDefaultConfig(ctx, config.WithRegion(s.Region))
	if err != nil {
		return nil, fmt.Errorf("the AWS configuration: %w", err)
	}
	client := bedrockruntime.NewFromConfig(c, func(o *bedrockruntime.Options) {
		if s.URL != "" {
			o.BaseEndpoint = aws.String(s.URL)
		}
		if s.APIKey != "" {
			o.BearerAuthTokenProvider = bearer.StaticTokenProvider{Token: bearer.Token{Value: s.APIKey}}
			o.AuthSchemePreference = []string{"httpBearerAuth"}
		}
	})
	return &model{client}, nil
}

type model struct{ client *bedrockruntime.Client }

// Converse implements ai.Model with ConverseStream.
func (m *model) Converse(ctx context.Context, r *ai.Request) iter.Seq2[ai.Part, error] {
	return func(yield func(ai.Part, error) bool) {
		in, err := request(r)
		if err != nil {
			yield(ai.Part{}, err)
			return
		}
		out, err := m.client.ConverseStream(ctx, in)
		if err != nil {
			yield(ai.Part{}, describe(err))
			return
		}
		stream := out.GetStream()
		defer stream.Close()
		var b block
		for e := range stream.Events() {
			part, complete, err := b.part(e)
			if !complete && err == nil {
				continue
			}
			if !yield(part, err) || err != nil {
				return
			}
			b.stopped = b.stopped || part.Stop != ""
		}
		switch err := stream.Err(); {
		case err != nil:
			yield(ai.Part{}, describe(err))
		case !b.stopped:
			// The SDK takes a stream that breaks off for one that ends.
			yield(ai.Part{}, errors.New("the answer has no end"))
		}
	}
}

// block is the block of content that is coming.
type block struct {
	tool  *ai.ToolUse
	input []byte
	// stopped: the message has ended.
	stopped bool
}

// part turns an event into a part; most events are none by themselves.
func (b *block) part(e types.ConverseStreamOutput) (part ai.Part, complete bool, err error) {
	switch e := e.(type) {
	case *types.ConverseStreamOutputMemberContentBlockStart:
		if start, ok := e.Value.Start.(*types.ContentBlockStartMemberToolUse); ok {
			b.tool, b.input = &ai.ToolUse{ID: aws.ToString(start.Value.ToolUseId), Name: aws.ToString(start.Value.Name)}, nil
		}
	case *types.ConverseStreamOutputMemberContentBlockDelta:
		switch d := e.Value.Delta.(type) {
		case *types.ContentBlockDeltaMemberText:
			return ai.Part{Text: d.Value}, d.Value != "", nil
		case *types.ContentBlockDeltaMemberToolUse:
			if b.input = append(b.input, aws.ToString(d.Value.Input)...); len(b.input) > ai.MaxAnswer {
				return ai.Part{}, false, ai.TooLong()
			}
		}
	case *types.ConverseStreamOutputMemberContentBlockStop:
		if b.tool == nil {
			return ai.Part{End: true}, true, nil
		}
		tool := b.tool
		b.tool = nil
		if len(b.input) == 0 {
			b.input = []byte("{}") // in the history an input must not be missing
		}
		if !json.Valid(b.input) {
			return ai.Part{}, true, errors.New("the input of a tool is not JSON")
		}
		tool.Input = b.input
		return ai.Part{ToolUse: tool}, true, nil
	case *types.ConverseStreamOutputMemberMessageStop:
		return ai.Part{Stop: string(e.Value.StopReason)}, true, nil
	}
	return ai.Part{}, false, nil
}

// describe says what clients may know of a failure.
func describe(err error) error {
	var failure smithy.APIError
	if !errors.As(err, &failure) {
		return err
	}
	if failure.ErrorCode() == "AccessDeniedException" {
		return errors.Join(ai.AccessDenied(), err)
	}
	return errors.Join(&ai.Error{Type: failure.ErrorCode(), Message: "The model could not be asked."}, err)
}
