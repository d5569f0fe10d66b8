pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// Every answer once more, each with a way to change it.
PageFrame {
    id: page

    required property CheckViewModel vm
    required property AppViewModel app

    // Answers by section, in their order. What the card told is one panel, not a row each.
    readonly property var sections: {
        const groups = [];
        for (const answer of vm.answers) {
            const last = groups[groups.length - 1];
            if (last && last.title === answer.section)
                last.answers.push(answer);
            else
                groups.push({ title: answer.section, answers: [answer] });
        }
        for (const group of groups)
            group.told = group.answers.every(answer => answer.source === "card" && !answer.changeable);
        return groups;
    }

    intro: Heading {
        width: parent.width
        text: qsTr("Is everything right?")
    }
    actions: ActionRow {
        width: parent.width
        nextText: qsTr("Yes, go and sign")
        onBack: page.vm.back()
        onNext: page.vm.confirm()
    }

    Repeater {
        model: page.sections

        Loader {
            id: section

            required property var modelData

            width: page.contentWidth
            sourceComponent: modelData.told ? told : asked

            Component {
                id: told

                KnownFacts {
                    title: qsTr("From your ID card")
                    facts: section.modelData.answers
                }
            }

            Component {
                id: asked

                Card {
                    padding: Theme.space3
                    spacing: 0

                    // A single question says itself what it is about.
                    SectionTitle {
                        visible: text !== "" && section.modelData.answers.length > 1
                        width: parent.width
                        bottomPadding: Theme.space1
                        text: section.modelData.title
                    }

                    Repeater {
                        model: section.modelData.answers

                        AnswerRow {
                            required property var modelData
                            required property int index

                            width: parent.width
                            ref: modelData.ref
                            label: modelData.label
                            value: Sentences.value(modelData.kind, modelData.value, modelData.count)
                            picture: modelData.picture ?? ""
                            changeable: modelData.changeable
                            source: Sentences.source(modelData.source)
                            first: index === 0
                            onChange: page.vm.change(modelData.ref)
                        }
                    }
                }
            }
        }
    }
}
