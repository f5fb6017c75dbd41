package k8s

import (
	"os"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

func TestOverlaysRenderStrictly(t *testing.T) {
	for _, dir := range overlays(t) {
		if objects := render(t, dir); len(pods(objects)) == 0 {
			t.Errorf("%s starts nothing", dir)
		}
	}
}

func TestASlipInAManifestIsSeen(t *testing.T) {
	good := "apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {selector: {a: b}}\n"

	if _, err := decode([]byte(good)); err != nil {
		t.Errorf("decode = %v; want none", err)
	}
	for _, bad := range []string{
		strings.Replace(good, "selector", "selektor", 1),
		good + "spec: {}\n",
		strings.Replace(good, "v1", "v7", 1),
	} {
		if _, err := decode([]byte(bad)); err == nil {
			t.Errorf("passes:\n%s", bad)
		}
	}
}

func TestPodsAreRestricted(t *testing.T) {
	for _, dir := range overlays(t) {
		for _, p := range pods(render(t, dir)) {
			for _, fault := range violations(t, p) {
				t.Errorf("%s %s: %s", dir, p.name, fault)
			}
		}
	}
}

func TestAPodThatMayMoreIsSeen(t *testing.T) {
	yes := true
	loosen := map[string]func(*corev1.PodSpec){
		"root":        func(s *corev1.PodSpec) { s.SecurityContext.RunAsNonRoot = nil },
		"seccomp":     func(s *corev1.PodSpec) { s.SecurityContext.SeccompProfile = nil },
		"host":        func(s *corev1.PodSpec) { s.HostNetwork = true },
		"privileged":  func(s *corev1.PodSpec) { s.Containers[0].SecurityContext.Privileged = &yes },
		"escalation":  func(s *corev1.PodSpec) { s.Containers[0].SecurityContext.AllowPrivilegeEscalation = &yes },
		"powers":      func(s *corev1.PodSpec) { s.Containers[0].SecurityContext.Capabilities = nil },
		"writing":     func(s *corev1.PodSpec) { s.Containers[0].SecurityContext.ReadOnlyRootFilesystem = nil },
		"account":     func(s *corev1.PodSpec) { s.AutomountServiceAccountToken = nil },
		"memory":      func(s *corev1.PodSpec) { s.Containers[0].Resources.Limits = nil },
		"latest":      func(s *corev1.PodSpec) { s.Containers[0].Image = "sartor/auth" },
		"other users": func(s *corev1.PodSpec) { s.SecurityContext.RunAsUser = new(int64) },
	}
	for name, change := range loosen {
		p := pods(render(t, "overlays/dev"))[0]
		change(&p.Spec)
		if len(violations(t, p)) == 0 {
			t.Errorf("%s: passes", name)
		}
	}
}

// violations holds a pod against the restricted standard and against what we
// ask beyond it.
func violations(t *testing.T, p pod) (all []string) {
	t.Helper()
	standard, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		t.Fatal(err)
	}
	restricted := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	for _, r := range standard.EvaluatePod(restricted, &p.ObjectMeta, &p.Spec) {
		if !r.Allowed {
			all = append(all, r.ForbiddenReason+": "+r.ForbiddenDetail)
		}
	}
	ask := func(claim bool, want string) {
		if !claim {
			all = append(all, want)
		}
	}
	mount := p.Spec.AutomountServiceAccountToken
	ask(mount != nil && !*mount, "mounts a service account's token")
	user := p.Spec.SecurityContext.RunAsUser
	ask(user != nil && *user == 65532, "is not user 65532, the images' own")
	for _, c := range p.Spec.Containers {
		writes := c.SecurityContext.ReadOnlyRootFilesystem
		ask(writes != nil && *writes, c.Name+" may write to its root file system")
		ask(!c.Resources.Limits.Memory().IsZero() && !c.Resources.Requests.Cpu().IsZero(), c.Name+" has no memory limit or no CPU request")
		ask(strings.Contains(c.Image, ":") && !strings.HasSuffix(c.Image, ":latest"), c.Name+" runs whatever is latest")
	}
	return all
}

func TestEveryServiceIsDeployedAndWatched(t *testing.T) {
	entries, err := os.ReadDir("../../services")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range overlays(t) {
		deployed := map[string]corev1.PodSpec{}
		for _, o := range render(t, dir) {
			if d, ok := o.(*appsv1.Deployment); ok {
				deployed[d.Name] = d.Spec.Template.Spec
			}
		}
		if len(deployed) != len(entries) {
			t.Errorf("%s deploys %d services of %d", dir, len(deployed), len(entries))
		}
		for _, e := range entries {
			spec, ok := deployed[e.Name()]
			if !ok {
				t.Errorf("%s does not deploy %s", dir, e.Name())
				continue
			}
			c := spec.Containers[0]
			if !asks(c.LivenessProbe, "/healthz") || !asks(c.StartupProbe, "/healthz") || !asks(c.ReadinessProbe, "/readyz") {
				t.Errorf("%s %s is not asked for its health on the metrics port", dir, e.Name())
			}
		}
	}
}

func asks(p *corev1.Probe, path string) bool {
	return p != nil && p.HTTPGet != nil && p.HTTPGet.Path == path && p.HTTPGet.Port.StrVal == "metrics"
}

// TestNobodyIsReachableByDefault expects a policy that selects every pod and
// opens nothing, and that no other one opens a door to all the world.
func TestNobodyIsReachableByDefault(t *testing.T) {
	for _, dir := range overlays(t) {
		objects := render(t, dir)
		denied := slices.ContainsFunc(objects, func(o runtime.Object) bool {
			p, ok := o.(*networkingv1.NetworkPolicy)
			return ok && deniesAll(p)
		})
		if !denied {
			t.Errorf("%s has no policy that denies all", dir)
		}
		for _, o := range objects {
			if p, ok := o.(*networkingv1.NetworkPolicy); ok && openToAll(p) {
				t.Errorf("%s: policy %s lets anybody in", dir, p.Name)
			}
		}
	}
}

func deniesAll(p *networkingv1.NetworkPolicy) bool {
	return metav1.FormatLabelSelector(&p.Spec.PodSelector) == "<none>" && len(p.Spec.PolicyTypes) == 2 &&
		len(p.Spec.Ingress) == 0 && len(p.Spec.Egress) == 0
}

func openToAll(p *networkingv1.NetworkPolicy) bool {
	return slices.ContainsFunc(p.Spec.Ingress, func(r networkingv1.NetworkPolicyIngressRule) bool { return len(r.From) == 0 })
}

// TestOnlyTwoSpeakToTheWorld expects every way out of the cluster to be the
// optimizer's to models or the mailer's to mail servers, and none of them to lead
// back into a private network.
func TestOnlyTwoSpeakToTheWorld(t *testing.T) {
	for _, dir := range overlays(t) {
		out := map[string]bool{}
		for _, o := range render(t, dir) {
			p, ok := o.(*networkingv1.NetworkPolicy)
			if !ok {
				continue
			}
			for _, r := range p.Spec.Egress {
				if !leaves(r) {
					continue
				}
				name := p.Spec.PodSelector.MatchLabels["app.kubernetes.io/name"]
				out[name] = true
				if name != "optimizer" && name != "mailer" || len(r.Ports) == 0 {
					t.Errorf("%s: policy %s lets %q out by %d ports", dir, p.Name, name, len(r.Ports))
				}
				for _, to := range r.To {
					if name == "optimizer" && !excepts(to.IPBlock, "10.0.0.0/8", "169.254.0.0/16") && !excepts(to.IPBlock, "fc00::/7", "fe80::/10") {
						t.Errorf("%s: policy %s leads into private networks", dir, p.Name)
					}
				}
			}
		}
		if len(out) != 2 {
			t.Errorf("%s lets out %v; want the optimizer and the mailer", dir, out)
		}
	}
}

// leaves says whether a rule leads anywhere else than to pods that it names.
func leaves(r networkingv1.NetworkPolicyEgressRule) bool {
	return len(r.To) == 0 || slices.ContainsFunc(r.To, func(p networkingv1.NetworkPolicyPeer) bool { return p.IPBlock != nil })
}

func excepts(b *networkingv1.IPBlock, networks ...string) bool {
	return b != nil && !slices.ContainsFunc(networks, func(n string) bool { return !slices.Contains(b.Except, n) })
}
