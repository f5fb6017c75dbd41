package standalone

import (
	"fmt"
	"io"
	"strings"
)

// greet says where everything is, once everything is there.
func (p *product) greet(out io.Writer) {
	lines := []string{
		"",
		"  Sartor is running. Its data is in " + p.settings.DataDir + "; Ctrl-C stops it.",
		"",
		"  API            http://" + p.httpAddr() + "/api/v1",
		"  documentation  http://" + p.httpAddr() + "/docs",
	}
	if p.mailbox != nil {
		lines = append(lines, "  mailbox        http://"+p.mailbox.HTTPAddr()+"   (mail goes nowhere else; set SMTP_HOST to send it)")
	}
	lines = append(lines, "")
	if p.env["LLM_CHAIN"] == "" && (p.env["LLM_PROVIDER"] == "" || p.env["LLM_PROVIDER"] == "offline") {
		lines = append(lines,
			"  CVs are tailored by the offline provider: rules, not AI. For a language model set",
			"  LLM_CHAIN=openai:gpt-4o-mini,offline and OPENAI_API_KEY, or openai@http://…:MODEL",
			"  for any server that speaks OpenAI's protocol (Ollama, vLLM, LM Studio, …).",
			"")
	}
	_, _ = fmt.Fprintln(out, strings.Join(lines, "\n")) // nobody may be reading
}

func (p *product) httpAddr() string {
	if addr := p.env["SARTOR_HTTP_ADDR"]; addr != "" {
		return addr
	}
	return "127.0.0.1:3000"
}
