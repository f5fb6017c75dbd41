package llm

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// The names are those of the GenAI semantic conventions as of 2026-11, which
// are not final; they are used nowhere else.
func startSpan(ctx context.Context, a Attempt) (context.Context, trace.Span) {
	tracer := trace.SpanFromContext(ctx).TracerProvider().Tracer("github.com/sartor-cv/sartor/services/optimizer/internal/llm")
	return tracer.Start(ctx, operation(a)+" "+a.Model, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("gen_ai.operation.name", operation(a)),
		attribute.String("gen_ai.provider.name", a.Provider),
		attribute.String("gen_ai.request.model", a.Model),
	))
}

func operation(a Attempt) string {
	if a.Part == PartEmbed {
		return "embeddings"
	}
	return "chat"
}

func endSpan(span trace.Span, a Attempt) {
	defer span.End()
	if a.Usage.Source == FromProvider {
		span.SetAttributes(
			attribute.Int64("gen_ai.usage.input_tokens", a.Usage.PromptTokens),
			attribute.Int64("gen_ai.usage.output_tokens", a.Usage.CompletionTokens),
		)
	}
	if a.Outcome != Finished {
		span.SetAttributes(attribute.String("error.type", a.Outcome))
		span.SetStatus(codes.Error, a.Outcome)
	}
}
