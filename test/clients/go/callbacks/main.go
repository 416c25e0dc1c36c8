// Decodes kept callbacks as a receiver in Go does, and prints a line of JSON for each file: `main DIRECTORY...`,
// where each DIRECTORY has TAG.native.json, TAG.page.json and TAG.xml. With page.go in place of native.go it takes the
// older form of JSON.
package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/tencentyun/cos-go-sdk-v5"
)

func main() {
	var files []string
	for _, directory := range os.Args[1:] {
		found, _ := filepath.Glob(filepath.Join(directory, "*."+form+".json"))
		files = append(files, found...)
		if form == "native" {
			// The SDK has types for callbacks in XML.
			more, _ := filepath.Glob(filepath.Join(directory, "*.xml"))
			files = append(files, more...)
		}
	}
	sort.Strings(files)
	for _, file := range files {
		line := map[string]string{"name": filepath.Base(file), "kind": "passed"}
		if err := check(file); err != nil {
			line["kind"], line["detail"] = "failed", err.Error()
		}
		text, _ := json.Marshal(line)
		fmt.Println(string(text))
	}
}

func check(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	name := strings.Split(filepath.Base(file), ".")[0]
	isWorkflow, isXML := name == "WorkflowFinish", strings.HasSuffix(file, ".xml")
	switch {
	case isWorkflow && isXML:
		var body cos.WorkflowExecutionNotifyBody
		if err := xml.Unmarshal(text, &body); err != nil {
			return err
		}
		run := body.WorkflowExecution
		return expect(run.RunId != "" && len(run.CosHeaders) == 1 && len(run.Tasks) == 1, body)
	case isWorkflow:
		var body workflowFinish
		if err := decode(text, &body); err != nil {
			return err
		}
		run := body.WorkflowExecution
		return expect(run.RunId != "" && len(run.CosHeaders) == 1 && len(run.Tasks) == 1, body)
	case isXML:
		var body cos.JobsNotifyBody
		if err := xml.Unmarshal(text, &body); err != nil {
			return err
		}
		return expect(len(body.JobsDetail) == 1 && body.JobsDetail[0].Tag == name && body.JobsDetail[0].JobId != "", body)
	default:
		var body taskFinish
		if err := decode(text, &body); err != nil {
			return err
		}
		return expect(len(body.JobsDetail) == 1 && body.JobsDetail[0].Tag == name && body.JobsDetail[0].JobId != "", body)
	}
}

// decode passes over no field that the type does not have.
func decode(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

func expect(holds bool, found any) error {
	if holds {
		return nil
	}
	return fmt.Errorf("it has not what its golden file has: %+v", found)
}
