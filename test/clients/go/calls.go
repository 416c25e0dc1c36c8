// What no demo of the SDK calls, each function by itself: run as one of them.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/tencentyun/cos-go-sdk-v5"
)

var (
	ctx    = context.Background()
	bucket = os.Getenv("BUCKET")
	region = os.Getenv("REGION")
)

func client() *cos.Client {
	objects, _ := url.Parse(os.Getenv("COS_BUCKET_URL"))
	jobs, _ := url.Parse(fmt.Sprintf("https://%s.ci.%s.myqcloud.com", bucket, region))
	return cos.NewClient(&cos.BaseURL{BucketURL: objects, CIURL: jobs}, &http.Client{
		Transport: &cos.AuthorizationTransport{
			SecretID:  os.Getenv("COS_SECRETID"),
			SecretKey: os.Getenv("COS_SECRETKEY"),
		},
	})
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func expect(holds bool, found any) {
	if !holds {
		panic(fmt.Sprintf("not as expected: %+v", found))
	}
}

func output(key string) *cos.JobOutput {
	return &cos.JobOutput{Region: region, Bucket: bucket, Object: key}
}

// finish waits until look says Success.
func finish(look func() (state, message string, err error)) {
	for {
		state, message, err := look()
		must(err)
		if state == "Success" {
			return
		}
		expect(state == "Submitted" || state == "Running", state+": "+message)
		time.Sleep(100 * time.Millisecond)
	}
}

func denoise() {
	c := client()
	submitted, _, err := c.CI.CreateMediaJobs(ctx, &cos.CreateMediaJobsOptions{
		Tag:   "NoiseReduction",
		Input: &cos.JobInput{Object: "in/talk.mp3"},
		Operation: &cos.MediaProcessJobOperation{
			NoiseReduction: &cos.NoiseReduction{Format: "wav", Samplerate: "16000"},
			Output:         output("calls/talk.wav"),
			UserData:       "a & b",
		},
	})
	must(err)
	id := submitted.JobsDetail.JobId
	finish(func() (string, string, error) {
		found, _, err := c.CI.DescribeMediaJob(ctx, id)
		return found.JobsDetail.State, found.JobsDetail.Message, err
	})
	found, _, err := c.CI.DescribeMultiMediaJob(ctx, []string{id, "j0123456789abcdef0123456789abcdef"})
	must(err)
	expect(len(found.JobsDetail) == 1 && len(found.NonExistJobIds) == 1, found)
	operation := found.JobsDetail[0].Operation
	expect(operation.UserData == "a & b" && operation.NoiseReduction.Samplerate == "16000", operation)
	_, err = c.Object.GetToFile(ctx, "calls/talk.wav", "talk.wav", nil)
	must(err)
}

func listJobs() {
	found, _, err := client().CI.DescribeMediaJobs(ctx, &cos.DescribeMediaJobsOptions{
		Tag: "NoiseReduction", States: "All", Size: 1, OrderByTime: "Desc",
	})
	must(err)
	expect(len(found.JobsDetail) <= 1, found)
}

func fileJob(tag string, operation cos.FileProcessJobOperation) *cos.FileProcessJobOperation {
	c := client()
	submitted, _, err := c.CI.CreateFileProcessJob(ctx, &cos.FileProcessJobOptions{
		Tag: tag, Input: &cos.FileProcessInput{Object: "calls/all.zip"}, Operation: &operation,
	})
	must(err)
	var done *cos.FileProcessJobsDetail
	finish(func() (string, string, error) {
		found, _, err := c.CI.DescribeFileProcessJob(ctx, submitted.JobsDetail.JobId)
		done = found.JobsDetail
		return done.State, done.Message, err
	})
	return done.Operation
}

func compressHashUncompress() {
	place := &cos.FileProcessOutput{Region: region, Bucket: bucket, Object: "calls/all.zip"}
	packed := fileJob("FileCompress", cos.FileProcessJobOperation{
		FileCompressConfig: &cos.FileCompressConfig{Flatten: "0", Format: "zip", Key: []string{"in/talk.mp3"}},
		Output:             place,
	})
	expect(packed.FileCompressResult.CompressFileCount == 1, packed.FileCompressResult)
	hashed := fileJob("FileHashCode", cos.FileProcessJobOperation{
		FileHashCodeConfig: &cos.FileHashCodeConfig{Type: "SHA256", AddToHeader: true},
	})
	expect(len(hashed.FileHashCodeResult.SHA256) == 64 && hashed.FileHashCodeResult.FileSize > 0, hashed.FileHashCodeResult)
	unpacked := fileJob("FileUncompress", cos.FileProcessJobOperation{
		FileUncompressConfig: &cos.FileUncompressConfig{Prefix: "calls/all/", PrefixReplaced: "0"},
		Output:               &cos.FileProcessOutput{Region: region, Bucket: bucket},
	})
	expect(unpacked.FileUncompressResult.FileCount == "1", unpacked.FileUncompressResult)
}

func hashAtOnce() {
	found, _, err := client().CI.GetFileHash(ctx, "in/talk.mp3", &cos.GetFileHashOptions{CIProcess: "filehash", Type: "md5"})
	must(err)
	expect(len(found.FileHashCodeResult.MD5) == 32 && found.FileHashCodeResult.FileSize > 0, found.FileHashCodeResult)
}

func turnPicture() {
	c := client()
	submitted, _, err := c.CI.CreatePicProcessJobs(ctx, &cos.CreatePicJobsOptions{
		Tag:   "PicProcess",
		Input: &cos.JobInput{Object: "in/picture.jpg"},
		Operation: &cos.PicProcessJobOperation{
			PicProcess: &cos.PicProcess{IsPicInfo: "true", ProcessRule: "imageMogr2/rotate/90"},
			Output:     output("calls/turned.jpg"),
		},
	})
	must(err)
	finish(func() (string, string, error) {
		found, _, err := c.CI.DescribePicProcessJob(ctx, submitted.JobsDetail.JobId)
		return found.JobsDetail.State, found.JobsDetail.Message, err
	})
}

func presigned() {
	c := client()
	for _, sign := range []func(method string) (*url.URL, error){
		func(method string) (*url.URL, error) {
			id, key := os.Getenv("COS_SECRETID"), os.Getenv("COS_SECRETKEY")
			return c.Object.GetPresignedURL(ctx, method, "calls/a b+c.txt", id, key, time.Hour, nil)
		},
		func(method string) (*url.URL, error) {
			return c.Object.GetPresignedURL2(ctx, method, "calls/a b+c.txt", time.Hour, nil)
		},
		func(method string) (*url.URL, error) {
			return c.Object.GetPresignedURL3(ctx, method, "calls/a b+c.txt", time.Hour, nil)
		},
	} {
		_, err := c.Object.Put(ctx, "calls/a b+c.txt", http.NoBody, nil)
		must(err)
		for _, method := range []string{http.MethodHead, http.MethodGet, http.MethodDelete} {
			address, err := sign(method)
			must(err)
			request, err := http.NewRequest(method, address.String(), nil)
			must(err)
			response, err := http.DefaultClient.Do(request)
			must(err)
			text, _ := io.ReadAll(response.Body)
			expect(response.StatusCode < 300, string(text))
		}
	}
}

func main() {}
