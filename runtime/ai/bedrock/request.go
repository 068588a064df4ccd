package bedrock

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
	smithydocument "github.com/aws/smithy-go/document"

	"github.com/amplifygo/amplifygo/runtime/ai"
)

// request writes a request as the SDK has it.
func request(r *ai.Request) (*bedrockruntime.ConverseStreamInput, error) {
	in := &bedrockruntime.ConverseStreamInput{
		ModelId:         aws.String(r.Model),
		System:          []types.SystemContentBlock{&types.SystemContentBlockMemberText{Value: r.System}},
		InferenceConfig: inference(r.Inference),
	}
	for _, m := range r.Messages {
		out := types.Message{Role: types.ConversationRole(m.Role)}
		for i := range m.Content {
			b, err := content(&m.Content[i])
			if err != nil {
				return nil, err
			}
			out.Content = append(out.Content, b)
		}
		in.Messages = append(in.Messages, out)
	}
	if len(r.Tools) == 0 {
		return in, nil
	}
	in.ToolConfig = &types.ToolConfiguration{}
	for _, t := range r.Tools {
		schema, err := tree(t.Schema)
		if err != nil {
			return nil, fmt.Errorf("the schema of the tool %q: %w", t.Name, err)
		}
		spec := types.ToolSpecification{Name: aws.String(t.Name), InputSchema: &types.ToolInputSchemaMemberJson{Value: schema}}
		if t.Description != "" {
			spec.Description = aws.String(t.Description)
		}
		in.ToolConfig.Tools = append(in.ToolConfig.Tools, &types.ToolMemberToolSpec{Value: spec})
	}
	if r.Tool != "" {
		in.ToolConfig.ToolChoice = &types.ToolChoiceMemberTool{Value: types.SpecificToolChoice{Name: aws.String(r.Tool)}}
	}
	return in, nil
}

func inference(settings map[string]float64) *types.InferenceConfiguration {
	if len(settings) == 0 {
		return nil
	}
	out := &types.InferenceConfiguration{}
	for name, v := range settings {
		switch name {
		case "maxTokens":
			out.MaxTokens = aws.Int32(int32(v))
		case "temperature":
			out.Temperature = aws.Float32(float32(v))
		case "topP":
			out.TopP = aws.Float32(float32(v))
		}
	}
	return out
}

func content(b *ai.Block) (types.ContentBlock, error) {
	switch {
	case b.Image != nil:
		return &types.ContentBlockMemberImage{Value: image(b.Image)}, nil
	case b.Document != nil:
		return &types.ContentBlockMemberDocument{Value: file(b.Document)}, nil
	case b.ToolUse != nil:
		input, err := tree(b.ToolUse.Input)
		if err != nil {
			return nil, fmt.Errorf("the input of the tool %q: %w", b.ToolUse.Name, err)
		}
		return &types.ContentBlockMemberToolUse{Value: types.ToolUseBlock{
			ToolUseId: aws.String(b.ToolUse.ID), Name: aws.String(b.ToolUse.Name), Input: input,
		}}, nil
	case b.ToolResult != nil:
		return toolResult(b.ToolResult)
	}
	return &types.ContentBlockMemberText{Value: b.Text}, nil
}

func toolResult(r *ai.ToolResult) (types.ContentBlock, error) {
	out := types.ToolResultBlock{ToolUseId: aws.String(r.ID), Status: types.ToolResultStatus(r.Status)}
	for i := range r.Content {
		c := &r.Content[i]
		switch {
		case c.Image != nil:
			out.Content = append(out.Content, &types.ToolResultContentBlockMemberImage{Value: image(c.Image)})
		case c.Document != nil:
			out.Content = append(out.Content, &types.ToolResultContentBlockMemberDocument{Value: file(c.Document)})
		case len(c.JSON) > 0:
			v, err := tree(c.JSON)
			if err != nil {
				return nil, fmt.Errorf("the result of the tool %q: %w", r.ID, err)
			}
			out.Content = append(out.Content, &types.ToolResultContentBlockMemberJson{Value: v})
		default:
			out.Content = append(out.Content, &types.ToolResultContentBlockMemberText{Value: c.Text})
		}
	}
	return &types.ContentBlockMemberToolResult{Value: out}, nil
}

func image(i *ai.Image) types.ImageBlock {
	return types.ImageBlock{Format: types.ImageFormat(i.Format), Source: &types.ImageSourceMemberBytes{Value: i.Source.Bytes}}
}

func file(d *ai.Document) types.DocumentBlock {
	return types.DocumentBlock{Format: types.DocumentFormat(d.Format), Name: aws.String(d.Name), Source: &types.DocumentSourceMemberBytes{Value: d.Source.Bytes}}
}

// tree reads JSON as a document of the SDK; numbers keep their text.
func tree(text []byte) (document.Interface, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return document.NewLazyDocument(numbers(v)), nil
}

func numbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		return smithydocument.Number(v)
	case []any:
		for i := range v {
			v[i] = numbers(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = numbers(v[k])
		}
	}
	return v
}
